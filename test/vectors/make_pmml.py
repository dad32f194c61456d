"""Makes the vectors in pmml/: PMML files, rows, and what other evaluators make of them.

    python make_pmml.py            all cases
    python make_pmml.py NAME...    only the cases with these names

The hand-written files of pmml/cases.py are evaluated by JPMML-Evaluator and by PMML4S, two programs
that share no code. The files of libraries are written by sklearn2pmml and Nyoka, and the expected
values are the library's own predictions. README.md says what is installed.
"""

import csv
import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent / "pmml"
sys.path.insert(0, str(HERE))

from cases import CASES  # noqa: E402


# What JPMML-Evaluator refuses to evaluate.
MIXES = "JPMML-Evaluator does not support this missingValueStrategy"
UNREAD = {"tree-weighted-confidence": MIXES, "tree-aggregate-nodes": MIXES}

# Where an evaluator departs from the specification, or cannot do what the file asks; the other one
# is then the measure.
XOR = "PMML4S takes xor and surrogate of several parts in another way"
DEFAULT = "PMML4S leaves out defaultValue of numeric MapValues and Discretize"
KNOWN = {
    "scorecard-logic": {"pmml4s": XOR},
    "scorecard-pair": {"pmml4s": XOR},
    "scorecard-complex": {"pmml4s": DEFAULT},
    "tree-crossed": {"pmml4s": XOR},
    "tree-weighted-confidence": {"pmml4s": "PMML4S takes the confidences of the children themselves, without scoring below them"},
    "tree-null-prediction": {"pmml4s": "PMML4S gives no prediction for a missing value that is never tested"},
    "mining-sum": {"pmml4s": XOR},
    "mining-average": {"pmml4s": XOR},
    "mining-weighted-average": {"pmml4s": XOR},
    "mining-chain": {"pmml4s": XOR},
    "mining-weighted-vote": {"pmml4s": "PMML4S gives weights in place of probabilities"},
    "regression-logit": {"pmml4s": DEFAULT},
    "regression-softmax": {"pmml4s": DEFAULT},
    "regression-plain": {"pmml4s": DEFAULT},
    "regression-missing": {"pmml4s": DEFAULT},
    "treat-float": {"pmml4s": "PMML4S compares float fields in double"},
    "derived-lines": {"pmml4s": "PMML4S interpolates with another formula: the last bit of a threshold differs"},
    "derived-arithmetic": {"jpmml": "JPMML-Evaluator stops where a function meets a missing value"},
    "derived-choice": {"jpmml": "JPMML-Evaluator stops where a condition is missing"},
}


def make_rows(rng):
    """Random rows, rows on the cut points and beside them, each value missing in turn."""
    jobs = ["clerk", "farmer", "self employed", "none"]
    rows = []
    for _ in range(26):
        rows.append(
            {
                "age": round(float(rng.uniform(15, 95)), 1),
                "income": round(float(rng.gamma(2, 800)), 2),
                "kids": int(rng.integers(0, 5)),
                "ratio": round(float(rng.uniform(0, 1)), 3),
                "job": str(rng.choice(jobs)),
                "grade": int(rng.choice([1, 2, 3, 5])),
            }
        )
    edges = {
        "age": [18, 21, 22, 25, 30, 33.5, 40, 48, 50, 60, 90, 26, 28],
        "income": [0, 500, 800, 1000, 1500, 2000, 2500, 4000, -999],
        "ratio": [0.1, 0.3, 0.7],
    }
    for name, values in edges.items():
        for value in values:
            for near in (value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf)):
                row = dict(rows[int(rng.integers(0, 26))])
                row[name] = near
                rows.append(row)
    for k, row in enumerate(list(rows[:26])):
        names = list(row)
        gone = {names[k % 6]} | ({names[(k // 6 + k + 1) % 6]} if k % 2 else set())
        rows.append({n: None if n in gone else v for n, v in row.items()})
    rows.append({name: None for name in rows[0]})
    return rows


ROWS = make_rows(np.random.default_rng(20))


def used(text):
    names = [n for n in ROWS[0] if f'DataField name="{n}"' in text]
    kept, seen = [], set()
    for row in ROWS:
        part = {n: row[n] for n in names}
        key = json.dumps(part)
        if key not in seen:
            seen.add(key)
            kept.append(part)
    return names, kept


def write(name, text, names, rows, columns, facts):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    (folder / "model.pmml").write_text(text, encoding="utf-8")
    with open(folder / "rows.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names)
        out.writerows([["" if r[n] is None else r[n] for n in names] for r in rows])
    with open(folder / "expected.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(list(columns))
        out.writerows(zip(*columns.values()))
    (folder / "manifest.json").write_text(json.dumps(facts, indent=1) + "\n")


def cell(value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(float(value)) if not isinstance(value, str) else value


def by_jpmml(path, rows):
    """None where the program does not read the file; per row a number, "" for none, or its reasons."""
    from jpmml_evaluator import make_evaluator

    try:
        evaluator = make_evaluator(str(path))
    except Exception as error:
        return None, str(error)[:200]
    values, reasons, problem = [], [], ""
    for row in rows:
        try:
            got = evaluator.evaluate({k: v for k, v in row.items()})
            values.append(cell(got.get("final")))
            reasons.append("|".join(str(got.get(f"rc{k}") or "") for k in (1, 2, 3)))
        except Exception as error:
            problem = str(error)[:160]
            values.append("")
            reasons.append("")
    return (values, reasons), problem


def by_pmml4s(path, rows):
    from pypmml import Model

    try:
        model = Model.fromFile(str(path))
    except Exception as error:
        return None, str(error)[:200]
    values = []
    for row in rows:
        try:
            got = model.predict({k: v for k, v in row.items() if v is not None})
            final = got.get("final")
            # Of two categories, the winner's confidence says the other's too.
            values.append(cell(1 - final if got.get("winner") == "no" and final is not None else final))
        except Exception:
            values.append("")
    return values, ""


def training():
    """Synthetic applicants of a made-up lender, with missing values."""
    rng = np.random.default_rng(7)
    n = 400
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 80, n).astype(float),
            "income": rng.gamma(2, 800, n).round(2),
            "debt": rng.uniform(0, 1, n).round(3),
            "late": rng.poisson(0.7, n).astype(float),
        }
    )
    frame.loc[rng.random(n) < 0.1, "income"] = np.nan
    frame.loc[rng.random(n) < 0.1, "debt"] = np.nan
    logit = 1.2 * frame.late + 2 * frame.debt.fillna(0.7) - frame.age / 30 - frame.income.fillna(900) / 2000
    frame["job"] = rng.choice(["clerk", "farmer", "none", "smith"], n)
    bad = (logit + (frame.job == "none") + rng.normal(0, 1, n) > 0).astype(int)
    return frame, pd.Series(bad, name="bad")


def library_cases():
    """Name -> (writer, estimator, columns, predict). All predictions are P(bad = 1)."""
    from lightgbm import LGBMClassifier
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder
    from sklearn.tree import DecisionTreeClassifier
    from xgboost import XGBClassifier

    numbers = ["age", "income", "debt", "late"]
    full = ["age", "late"]
    one_hot = lambda: ColumnTransformer([("job", OneHotEncoder(), ["job"])], remainder="passthrough")
    binned = ColumnTransformer(
        [
            ("late", OneHotEncoder(), ["late"]),
            ("job", OneHotEncoder(), ["job"]),
        ]
    )
    return {
        "sklearn2pmml-xgboost": ([], XGBClassifier(n_estimators=12, max_depth=3, base_score=0.4), numbers),
        "sklearn2pmml-lightgbm": ([], LGBMClassifier(n_estimators=12, num_leaves=6, verbose=-1), numbers),
        "sklearn2pmml-tree": ([("map", one_hot())], DecisionTreeClassifier(max_depth=4, min_samples_leaf=10), [*full, "job"]),
        "sklearn2pmml-forest": (
            [("map", one_hot())],
            RandomForestClassifier(n_estimators=6, max_depth=3, random_state=1),
            [*full, "job"],
        ),
        "sklearn2pmml-boosting": (
            [("map", one_hot())],
            GradientBoostingClassifier(n_estimators=8, max_depth=2, random_state=1),
            [*full, "job"],
        ),
        "sklearn2pmml-logistic": ([("map", binned)], LogisticRegression(), ["late", "job"]),
    }


def write_libraries(wanted):
    import tempfile

    import lightgbm
    import sklearn
    import sklearn2pmml as s2p
    import xgboost
    from sklearn2pmml.pipeline import PMMLPipeline

    frame, bad = training()
    for name, (steps, estimator, columns) in library_cases().items():
        if wanted and name not in wanted:
            continue
        pipeline = PMMLPipeline([*steps, ("model", estimator)])
        pipeline.fit(frame[columns], bad)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.pmml"
            s2p.sklearn2pmml(pipeline, str(path))
            text = path.read_text(encoding="utf-8")
        rows = frame[columns].iloc[::7].astype(object).where(frame[columns].iloc[::7].notna(), None).to_dict("records")
        probability = pipeline.predict_proba(frame[columns].iloc[::7])[:, 1]
        versions = {"xgboost": xgboost, "lightgbm": lightgbm, "scikit-learn": sklearn}
        library = "xgboost" if "xgboost" in name else "lightgbm" if "lightgbm" in name else "scikit-learn"
        facts = {
            "source": f"{library} {versions[library].__version__}, written by sklearn2pmml {s2p.__version__}",
            "evaluators": ["library"],
            "departs": {},
        }
        write(name, text, columns, rows, {"library": [repr(float(p)) for p in probability]}, facts)
        print(f"{name:30} rows {len(rows):3} library")


def main(wanted):
    write_libraries(wanted)
    for name, text in CASES.items():
        if wanted and name not in wanted:
            continue
        names, rows = used(text)
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        path = folder / "model.pmml"
        path.write_text(text, encoding="utf-8")
        columns, facts = {}, {"source": "hand-written", "evaluators": [], "departs": KNOWN.get(name, {})}
        jpmml, problem = by_jpmml(path, rows) if name not in UNREAD else (None, UNREAD[name])
        if jpmml and any(jpmml[0]):
            columns["jpmml"] = jpmml[0]
            if any(r.strip("|") for r in jpmml[1]):
                columns["reasons"] = jpmml[1]
            facts["evaluators"].append("jpmml")
        else:
            facts["departs"]["jpmml"] = problem
        pmml4s, problem4s = by_pmml4s(path, rows)
        if pmml4s and any(pmml4s):
            columns["pmml4s"] = pmml4s
            facts["evaluators"].append("pmml4s")
        else:
            facts["departs"]["pmml4s"] = problem4s
        write(name, text, names, rows, columns, facts)
        both = [a != b for a, b in zip(columns.get("jpmml", []), columns.get("pmml4s", []))]
        print(f"{name:30} rows {len(rows):3} {'+'.join(columns)} differ {sum(both)} {facts['departs']}")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
