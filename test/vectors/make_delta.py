"""Makes delta/: rows of a channel, and the evidence-averaged delta card that numpy computes for them.

    python make_delta.py

Written apart from sdk/train/delta: the design is a matrix over the rows, Newton's method runs in numpy.
"""

import gzip
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TAUS = [0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6]
SLOPE, INTERCEPT = 0.3, 3.0


def read(name):
    with gzip.open(HERE / "data" / f"{name}.csv.gz", "rt") as file:
        names = file.readline().strip().split(",")
        return {name: column for name, column in zip(names, np.loadtxt(file, delimiter=",").T)}


def block(feature, source, target):
    """Columns of the target rows: centred on the source, mean squared norm over it 1."""

    def code(value):
        missing = np.isnan(value)
        if feature["kind"] == "numeric":
            bins = np.searchsorted(feature["cuts"], value, side="right").astype(float)
        else:
            listed = feature["codes"]
            bins = np.array([listed.index(v) if v in listed else len(listed) for v in value], dtype=float)
        return bins, missing

    bins, missing = code(source)
    own, own_missing = code(target)
    known = bins[~missing]
    if feature["kind"] == "numeric":
        before = {edge: int((known < edge).sum()) for edge in range(1, len(feature["cuts"]) + 1)}
        usable = [edge for edge, rows in before.items() if 0 < rows < len(known)]
        edges = sorted({min(usable, key=lambda e: (abs(before[e] - len(known) * k / 8), e)) for k in range(1, 8)})
        columns = [(lambda b, m, e=e: (b >= e) & ~m) for e in edges]
    else:
        counts = sorted((-int((known == code).sum()), code) for code in range(len(feature["codes"])))
        top = [code for rows, code in counts if rows < 0][:12]
        columns = [(lambda b, m, c=c: (b == c) & ~m) for c in top]
        columns.append(lambda b, m: ~np.isin(b, top) & ~m)
    if feature["missing"] == "allowed":
        columns.append(lambda b, m: m)
    x = np.stack([column(bins, missing) for column in columns], axis=1).astype(float)
    z = np.stack([column(own, own_missing) for column in columns], axis=1).astype(float)
    mean = x.mean(axis=0)
    scale = np.sqrt((((x - mean) ** 2).sum(axis=1)).mean())
    return (z - mean) / scale


def fit(design, source, centred, y):
    """MAP and Laplace evidence for one design: columns of ones, slope, scaled codes."""
    x = np.column_stack([np.ones(len(y)), centred, design])
    precision = np.ones(x.shape[1])
    precision[:2] = 1 / INTERCEPT**2, 1 / SLOPE**2
    theta = np.zeros(x.shape[1])

    def loss(value):
        z = source + x @ value
        return np.logaddexp(0, z).sum() - (y * z).sum() + (precision * value**2).sum() / 2

    for _ in range(200):
        p = 1 / (1 + np.exp(-(source + x @ theta)))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + np.diag(precision)
        step = np.linalg.solve(hessian, x.T @ (p - y) + precision * theta)
        length = 1.0
        while np.abs(step).max() > 1e-6 and loss(theta - length * step) > loss(theta) and length > 1e-3:
            length /= 2
        theta = theta - length * step
        if np.abs(step).max() < 1e-13:
            break
    p = 1 / (1 + np.exp(-(source + x @ theta)))
    hessian = x.T @ (x * (p * (1 - p))[:, None]) + np.diag(precision)
    evidence = -loss(theta) + np.log(precision).sum() / 2 - np.linalg.slogdet(hessian)[1] / 2
    return theta, evidence


def card(blocks, source, y):
    centred = source - source.mean()
    design = np.column_stack([each / np.sqrt(len(blocks)) for each in blocks])
    rarer = min(y.sum(), len(y) - y.sum())
    limit = 0.4 if rarer < 15 else 0.8 if rarer < 40 else np.inf
    taus = [tau for tau in TAUS if tau <= limit]
    fits = []
    for tau in taus:
        theta, evidence = fit(tau * design if tau else design[:, :0], source, centred, y)
        whole = np.zeros(2 + design.shape[1])
        whole[: len(theta)] = theta
        whole[2:] *= tau
        fits.append((whole, evidence))
    prior = np.array([0.5 if tau == 0 else 0.5 / (len(taus) - 1) for tau in taus])
    logs = np.array([evidence for _, evidence in fits]) + np.log(prior)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    return {
        "taus": taus,
        "logEvidence": [evidence for _, evidence in fits],
        "weights": weights.tolist(),
        "coefficients": sum(w * whole for w, (whole, _) in zip(weights, fits)).tolist(),
    }


def histogram(feature, values):
    missing = np.isnan(values)
    if feature["kind"] == "numeric":
        bins = np.searchsorted(feature["cuts"], values[~missing], side="right")
    else:
        listed = feature["codes"]
        bins = np.array([listed.index(v) if v in listed else len(listed) for v in values[~missing]])
    size = len(feature.get("cuts", feature.get("codes"))) + 2
    counts = np.bincount(bins.astype(int), minlength=size)
    counts[-1] = missing.sum()
    return counts.tolist()


def make(name, data, features, target, score, rows, seed):
    random = np.random.default_rng(seed)
    order = random.permutation(len(target))
    source, channel = order[: len(order) // 2], order[len(order) // 2 :][:rows]
    described = []
    for column, kind in features:
        values = data[column]
        feature = {"name": column, "kind": kind, "missing": "allowed" if np.isnan(values).any() else "refused"}
        known = values[~np.isnan(values)]
        if kind == "numeric":
            feature["cuts"] = np.unique(np.quantile(known, np.linspace(0, 1, 21)[1:-1])).tolist()
        else:
            feature["codes"] = np.unique(known).astype(int).tolist()[:-1]
        described.append(feature)
    y = target[channel]
    logit = score(data)[channel]
    blocks = [block(f, data[f["name"]][source], data[f["name"]][channel]) for f in described]
    vector = {
        "features": described,
        "histograms": [histogram(f, data[f["name"]][source]) for f in described],
        "columns": [[None if np.isnan(v) else v for v in data[f["name"]][channel].tolist()] for f in described],
        "source": logit.tolist(),
        "labels": y.astype(int).tolist(),
        "expected": card(blocks, logit, y),
    }
    (HERE / "delta").mkdir(exist_ok=True)
    (HERE / "delta" / f"{name}.json").write_text(json.dumps(vector) + "\n")
    print(name, len(y), int(y.sum()), sum(each.shape[1] for each in blocks), np.round(vector["expected"]["weights"], 3))


def main():
    taiwan = read("taiwan")
    numeric = ["LIMIT_BAL", "PAY_0", "PAY_2", "BILL_AMT1", "PAY_AMT1", "PAY_AMT3"]
    features = [(column, "numeric") for column in numeric] + [("EDUCATION", "categorical")]
    # A source that knows the last repayment only, and the limit the wrong way round.
    score = lambda data: np.round(-1.6 + 0.45 * data["PAY_0"] + data["LIMIT_BAL"] / 5e5, 6)
    make("taiwan-400", taiwan, features, taiwan["default.payment.next.month"], score, 400, 1)
    make("taiwan-60", taiwan, features, taiwan["default.payment.next.month"], score, 60, 2)

    german = read("south_german")
    random = np.random.default_rng(5)
    for column in ("hoehe", "laufkont"):
        german[column] = np.where(random.random(1000) < 0.1, np.nan, german[column])
    numeric = ["laufzeit", "hoehe", "alter", "beszeit", "sparkont"]
    features = [(column, "numeric") for column in numeric]
    features += [(column, "categorical") for column in ("laufkont", "moral", "verw")]
    score = lambda data: np.round(-1.5 + 0.03 * data["laufzeit"], 6)
    make("german-300", german, features, 1 - german["kredit"], score, 300, 3)


if __name__ == "__main__":
    main()
