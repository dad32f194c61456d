"""Makes scorecard/: cards as OptBinning, toad and scorecardpy write them, with their own points.

    python make_scorecards.py [NAME ...]

Without names, every case whose library is installed. Cases of a name that ends in a version need
that version (see README.md for the environments).
"""

import contextlib
import gzip
import importlib.metadata
import io
import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")

HERE = Path(__file__).parent
OUT = HERE / "scorecard"
UNSEEN = "(unseen)"
SAMPLE = 60

# Labels with what CSV, JSON and Python's repr have to escape.
LABELS = {
    "moral": {0: "delay", 1: "critical", 2: "none, or paid", 3: "paid 'here'", 4: 'paid "all"'},
    "verw": {0: "others", 1: "new car", 2: "used car", 3: "furniture", 4: "radio/TV", 5: "appliances",
             6: "repairs", 8: "vacation", 9: "retraining", 10: "业务"},
    "sparkont": {1: "unknown", 2: "< 100", 3: "100 <= ... < 500", 4: "500 <= ... < 1000", 5: ">= 1000"},
}
PLAIN = {"moral": {2: "none or paid", 3: "paid here", 4: "paid all"}}


def read(name):
    with gzip.open(HERE / "data" / name, "rt") as file:
        return pd.read_csv(file)


def german(plain=False):
    table = read("south_german.csv.gz")
    bad = (table.pop("kredit") == 0).astype(int)
    rows = table[["laufzeit", "hoehe", "alter", "moral", "verw", "sparkont"]].copy()
    for name, labels in LABELS.items():
        rows[name] = rows[name].map({**labels, **(PLAIN.get(name, {}) if plain else {})}).astype(object)
    return rows, bad


def taiwan():
    table = read("taiwan.csv.gz")
    bad = table.pop("default.payment.next.month")
    return table[["LIMIT_BAL", "EDUCATION", "PAY_0", "PAY_2", "BILL_AMT1", "PAY_AMT1"]].astype(float), bad


def holes(rows, columns, every=13):
    """The same rows with values taken out of some columns."""
    rows = rows.copy()
    for i, name in enumerate(columns):
        if rows[name].dtype != object:
            rows[name] = rows[name].astype(float)
        rows.loc[rows.index % (every + 2 * i) == i, name] = None if rows[name].dtype == object else np.nan
    return rows


def edge_rows(rows, cuts, missing, unseen):
    """Rows on each cut point and one float64 step beside it, and with what training may not have had."""
    first = rows.dropna().iloc[[0]].astype(object)
    made = []
    for name, values in cuts.items():
        for cut in values:
            for value in (cut, math.nextafter(cut, -math.inf), math.nextafter(cut, math.inf)):
                made.append((name, value))
    made += [(name, np.nan) for name in missing]
    made += [(name, UNSEEN) for name in unseen]
    out = []
    for name, value in made:
        row = first.copy()
        row[name] = [value]
        out.append(row)
    frame = pd.concat([rows.sample(SAMPLE, random_state=3).astype(object), *out], ignore_index=True)
    for name in rows:
        if rows[name].dtype != object:
            frame[name] = frame[name].astype(float)
    return frame


def write(name, card, frame, points, log_odds, manifest):
    """One folder; `card` is the file's name and text."""
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    file, text = card
    (folder / file).write_text(text, encoding="utf-8", newline="\n")
    frame = frame.copy()
    for column in frame:
        frame[column] = [None if pd.isna(v) else v if isinstance(v, str) else repr(float(v)).removesuffix(".0")
                         for v in frame[column]]
    frame.to_csv(folder / "rows.csv", index_label="row", lineterminator="\n")
    expected = pd.DataFrame({"points": [repr(float(p)) for p in points]})
    if log_odds is not None:
        expected["log_odds"] = [repr(float(v)) for v in log_odds]
    expected.to_csv(folder / "expected.csv", index_label="row", lineterminator="\n")
    (folder / "manifest.json").write_text(json.dumps({"card": file, **manifest}, indent=1) + "\n")
    print(name, len(frame), "rows", len(text), "bytes")


def versions(*names):
    return {name: importlib.metadata.version(name) for name in ("pandas", "numpy", *names)}


# OptBinning ------------------------------------------------------------------------------------


def fit_optbinning(rows, bad, categorical, scaling, special=None, **options):
    from optbinning import BinningProcess, Scorecard

    process = BinningProcess(list(rows), categorical_variables=categorical, special_codes=special)
    method, params = scaling if scaling else (None, None)
    fit = options.pop("fit", {})
    card = Scorecard(process, LogisticRegression(), scaling_method=method, scaling_method_params=params, **options)
    card.fit(rows, bad, **{"metric_missing": "empirical", "metric_special": "empirical", **fit})
    splits = {
        name: [float(cut) for cut in card.binning_process_.get_binned_variable(name).splits]
        for name in rows
        if name not in categorical
    }
    return card, splits


def log_odds_of(card, frame):
    p = card.predict_proba(frame)[:, 1]
    return np.log(p) - np.log1p(-p)


def optbinning_pdo(name, style):
    rows, bad = german()
    rows = holes(rows, ["hoehe", "verw"])
    card, splits = fit_optbinning(rows, bad, list(LABELS), ("pdo_odds", {"pdo": 20, "odds": 50, "scorecard_points": 600}))
    frame = edge_rows(rows, splits, ["hoehe", "alter", "verw", "moral"], ["verw"])
    # The regression has no WoE for a category that it never saw; the card's points have.
    seen = frame["verw"] != UNSEEN
    log_odds = np.full(len(frame), np.nan)
    log_odds[seen] = log_odds_of(card, frame[seen])
    write(name, ("card.csv", card.table(style).to_csv()), frame, card.score(frame), log_odds, {
        "library": "optbinning", "versions": versions("optbinning"), "data": "south_german",
        "options": {"scaling": {"pdo": 20, "points": 600, "odds": 50}},
    })


def optbinning_special(name):
    rows, bad = taiwan()
    rows = holes(rows, ["LIMIT_BAL", "PAY_AMT1"])
    rows.loc[rows.index % 17 == 0, "BILL_AMT1"] = -99999.0
    card, splits = fit_optbinning(
        rows, bad, ["EDUCATION"], ("pdo_odds", {"pdo": 40, "odds": 20, "scorecard_points": 600}), special=[-99999.0])
    frame = edge_rows(rows, {**splits, "BILL_AMT1": [*splits["BILL_AMT1"], -99999.0]}, ["LIMIT_BAL", "PAY_0"], [])
    table = json.loads(card.table("detailed").assign(Bin=lambda t: t.Bin.astype(str)).to_json(orient="records"))
    envelope = {
        "scorecard": table,
        "splits": splits,
        "special": {name: [-99999] for name in rows},
        "scaling": {"pdo": 40, "points": 600, "odds": 20},
    }
    write(name, ("card.json", json.dumps(envelope)), frame, card.score(frame), log_odds_of(card, frame), {
        "library": "optbinning", "versions": versions("optbinning"), "data": "taiwan", "options": {},
    })


def optbinning_intercept(name):
    rows, bad = taiwan()
    rows = rows.drop(columns=["EDUCATION"])
    card, splits = fit_optbinning(
        rows, bad, [], ("min_max", {"min": 300, "max": 850}), intercept_based=True, rounding=True, fit={"show_digits": 8})
    frame = edge_rows(rows, splits, ["LIMIT_BAL"], [])
    write(name, ("card.csv", card.table("summary").to_csv(index=False)), frame, card.score(frame), None, {
        "library": "optbinning", "versions": versions("optbinning"), "data": "taiwan",
        "options": {"basePoints": float(card.intercept_), "special": {}},
    })


def optbinning_reversed(name):
    rows, bad = german()
    card, splits = fit_optbinning(
        rows, bad, list(LABELS), ("min_max", {"min": 0, "max": 100}), reverse_scorecard=True)
    frame = edge_rows(rows, splits, [], ["moral"])
    write(name, ("card.csv", card.table("detailed").to_csv()), frame, card.score(frame), None, {
        "library": "optbinning", "versions": versions("optbinning"), "data": "south_german", "options": {},
        "direction": "higher-is-riskier",
    })


def optbinning_unscaled(name):
    rows, bad = german()
    card, splits = fit_optbinning(rows, bad, list(LABELS), None)
    frame = edge_rows(rows, splits, [], [])
    intercept = float(card.estimator_.intercept_[0])
    write(name, ("card.csv", card.table("detailed").to_csv()), frame, card.score(frame), log_odds_of(card, frame), {
        "library": "optbinning", "versions": versions("optbinning"), "data": "south_german",
        "options": {"intercept": intercept},
    })


# toad ------------------------------------------------------------------------------------------


def fit_toad(rows, bad, **options):
    import toad

    table = rows.assign(bad=bad)
    combiner = toad.transform.Combiner()
    combiner.fit(table, y="bad", method="chi", min_samples=0.05, **options)
    transer = toad.transform.WOETransformer()
    woe = transer.fit_transform(combiner.transform(table), table["bad"], exclude=["bad"])
    card = toad.ScoreCard(combiner=combiner, transer=transer, pdo=60, rate=2, base_odds=20, base_score=600)
    card.fit(woe[list(rows)], woe["bad"])
    return card, combiner


TOAD = {"pdo": 60, "points": 600, "odds": 20, "rate": 2}


def toad_case(name, data, form):
    import toad

    rows, bad = german(plain=form != "combiner") if data == "south_german" else taiwan()
    # Without bins of their own, missing values stop toad's fit; its predict takes them for -1.
    if data == "south_german":
        rows = holes(rows, ["hoehe", "verw"])
    card, combiner = fit_toad(rows, bad, empty_separate=data == "south_german")
    export = card.export(decimal=2 if form != "combiner" else 9)
    rules = combiner.export()
    cuts = {k: [float(v) for v in rule if v == v] for k, rule in rules.items() if not isinstance(rule[0], list)}
    texts = [k for k, rule in rules.items() if isinstance(rule[0], list)]
    frame = edge_rows(rows, cuts, list(rows)[:5], texts)
    # To toad, a category that is None and one that is NaN are two texts; these cards know None.
    for column in texts:
        frame[column] = frame[column].where(frame[column].notna(), None)
    # Commas within a name are lost in the export: then the card itself is asked, else what it exported.
    scorer = card if form == "combiner" else toad.ScoreCard(pdo=60, rate=2, base_odds=20, base_score=600).load(export)
    points = scorer.predict(frame)
    if form == "csv":
        text = io.StringIO()
        card.export(to_csv=text)
        file = ("card.csv", text.getvalue())
    elif form == "json":
        file = ("card.json", json.dumps(export, ensure_ascii=False, indent=4))
    else:
        plain = {k: [[str(v) for v in g] if isinstance(g, list) else float(g) for g in rule] for k, rule in rules.items()}
        file = ("card.json", json.dumps({"scorecard": export, "combiner": plain}, ensure_ascii=False))
    p = card.score_to_proba(points)
    write(name, file, frame, points, np.log(p) - np.log1p(-p), {
        "library": "toad", "versions": versions("toad"), "data": data, "options": {"scaling": TOAD},
    })


# scorecardpy -----------------------------------------------------------------------------------


def scorecardpy_case(name, data, form):
    import scorecardpy as sc

    rows, bad = german(plain=True) if data == "south_german" else taiwan()
    rows = holes(rows, ["hoehe", "verw"] if data == "south_german" else ["LIMIT_BAL"])
    if form == "special":
        rows = rows.fillna(0)
        rows["BILL_AMT1"] = rows["BILL_AMT1"].astype(int)
        rows.loc[rows.index % 11 == 0, "BILL_AMT1"] = -99999
    table = rows.assign(bad=bad)
    special = {"BILL_AMT1": [-99999]} if form == "special" else None
    with contextlib.redirect_stdout(io.StringIO()):
        bins = sc.woebin(table, y="bad", no_cores=1, special_values=special)
        woe = sc.woebin_ply(table, bins, no_cores=1)
    names = [column for column in woe if column != "bad"]
    regression = LogisticRegression().fit(woe[names], woe["bad"])
    pdo, points0, odds0 = 50, 600, 1 / 19
    card = sc.scorecard(bins, regression, names, points0=points0, odds0=odds0, pdo=pdo, digits=2)
    whole = pd.concat(card, ignore_index=True)
    cuts = {}
    for column in rows:
        own = whole.loc[whole.variable == column, "bin"]
        lows = [b.split("%,%")[-1].split(",")[0].lstrip("[") for b in own if b.split("%,%")[-1].startswith("[")]
        if rows[column].dtype != object:
            cuts[column] = [float(low) for low in lows if low != "-inf"]
    if form == "special":
        # A whole-number column, as scorecardpy needs it to find the code.
        frame = edge_rows(rows, {}, [], [])
        frame = frame.astype({"BILL_AMT1": int})
        for column, values in cuts.items():
            for cut in values:
                for step in (-1, 0, 1):
                    frame.loc[len(frame)] = {**frame.iloc[0].to_dict(), column: cut + step}
        frame = frame.astype({"BILL_AMT1": int})
    else:
        texts = [column for column in rows if rows[column].dtype == object]
        frame = edge_rows(rows, cuts, list(rows)[:5], texts)
    with contextlib.redirect_stdout(io.StringIO()):
        points = sc.scorecard_ply(frame, card)["score"].to_numpy()
    if form == "records":
        text = json.dumps({k: json.loads(v.to_json(orient="records")) for k, v in card.items()}, ensure_ascii=False)
        file = ("card.json", text)
    elif form == "columns":
        counts = pd.concat(bins, ignore_index=True)[["variable", "bin", "count"]]
        file = ("card.json", whole.merge(counts, how="left", on=["variable", "bin"]).to_json())
    else:
        file = ("card.csv", whole.to_csv())
    b = pdo / math.log(2)
    a = points0 + b * math.log(odds0)
    write(name, file, frame, points, (a - points) / b, {
        "library": "scorecardpy", "versions": versions("scorecardpy"), "data": data,
        "options": {"scaling": {"pdo": pdo, "points": points0, "odds": 19}},
    })


CASES = {
    "optbinning-summary-1.0.0": lambda name: optbinning_pdo(name, "summary"),
    "optbinning-detailed-1.0.0": lambda name: optbinning_pdo(name, "detailed"),
    "optbinning-special-1.0.0": optbinning_special,
    "optbinning-intercept-1.0.0": optbinning_intercept,
    "optbinning-reversed-1.0.0": optbinning_reversed,
    "optbinning-unscaled-1.0.0": optbinning_unscaled,
    "optbinning-summary-0.19.0": lambda name: optbinning_pdo(name, "summary"),
    "optbinning-detailed-0.19.0": lambda name: optbinning_pdo(name, "detailed"),
    "toad-json-0.1.7": lambda name: toad_case(name, "south_german", "json"),
    "toad-csv-0.1.7": lambda name: toad_case(name, "taiwan", "csv"),
    "toad-combiner-0.1.7": lambda name: toad_case(name, "south_german", "combiner"),
    "scorecardpy-csv-0.1.9.7": lambda name: scorecardpy_case(name, "south_german", "csv"),
    "scorecardpy-records-0.1.9.7": lambda name: scorecardpy_case(name, "south_german", "records"),
    "scorecardpy-columns-0.1.9.7": lambda name: scorecardpy_case(name, "taiwan", "columns"),
    "scorecardpy-special-0.1.9.7": lambda name: scorecardpy_case(name, "taiwan", "special"),
}


def installed(name):
    library, version = name.split("-")[0], name.split("-")[-1]
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(library) == version
    return False


def main():
    for name in sys.argv[1:] or [name for name in CASES if installed(name)]:
        CASES[name](name)


if __name__ == "__main__":
    main()
