"""Writes commitments.json and sealed.json with hashlib and the cryptography package.

Nothing here shares code with the SDK: canonical JSON (RFC 8785), commitments and AES-GCM are
written out from their descriptions. `record.json` is a record that the SDK wrote; its bytes are
checked against this file's own canonical form, and it is what sealed.json holds.

    pip install cryptography==48.0.0 && python make_records.py
"""

import base64
import hashlib
import json
import pathlib
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

here = pathlib.Path(__file__).parent


def number(value):
    """A float as ECMAScript prints it, from the shortest digits that read back as the same float."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}e0".partition("e")
    exponent = int(re.match(r"[+-]?\d+", exponent).group())
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + exponent - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = f"e{point - 1:+d}"
        text = digits[0] + ("." + digits[1:] if count > 1 else "") + power
    return sign + text


def canonical(value):
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number(float(value))
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"


def salt_of(seed):
    return hashlib.sha256(f"salt {seed}".encode()).digest()


applicants = [
    {"income": 42000, "age_of_file": 31},
    {"limit": 73190.77, "occupation": "Zwickelhornist", "late": None},
    {"职业": "农民", "a": -0.5, "B": 1e21, "€": 1e-7, "\U0001f600": 123456789012345680000.0, "ﬁ": 0.1},
    {'quote"back\\slash': 'line\nfeed\ttab\x01', "empty": "", "negative": -3, "": 2.5e-320},
    {"only": None},
]
commitments = []
for seed, applicant in enumerate(applicants):
    salt = salt_of(seed)
    text = canonical(applicant)
    digest = hashlib.sha256(salt + text.encode()).hexdigest()
    commitments.append(
        {"applicant": applicant, "salt": salt.hex(), "canonical": text, "digest": digest}
    )

record = (here / "record.json").read_text(encoding="utf-8")
assert canonical(json.loads(record)) == record, "record.json is not canonical"

key = hashlib.sha256(b"a key for tests").digest()
iv = hashlib.sha256(b"an iv for tests").digest()[:12]
clear = {"id": json.loads(record)["id"], "expires": 1889848800000, "key": "00" * 16}
aad = canonical(["insitu-kept/1", clear["id"], clear["expires"], clear["key"]])
# The salt of the first applicant, in base64 as RFC 4648 has it.
salt_text = base64.b64encode(salt_of(0)).decode()
content = '{"record":' + record + ',"salt":"' + salt_text + '"}'
sealed = {
    **clear,
    "secret": key.hex(),
    "iv": iv.hex(),
    "aad": aad,
    "salt": salt_of(0).hex(),
    "digest": hashlib.sha256(record.encode()).hexdigest(),
    "data": AESGCM(key).encrypt(iv, content.encode(), aad.encode()).hex(),
}

for name, value in [("commitments", commitments), ("sealed", sealed)]:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    (here / f"{name}.json").write_text(text + "\n", encoding="utf-8")
