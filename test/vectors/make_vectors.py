"""Makes the vectors in xgboost/ and refused/: small models, rows, and XGBoost's own answers.

    python make_vectors.py            the cases for the XGBoost that is installed
    python make_vectors.py NAME...    only the cases with these names

Each case is made by one or several XGBoost versions, so run it once under each version of
VERSIONS (README.md has the commands). Seeds are fixed and one thread is used: a second run under
the same versions writes the same bytes.
"""

import csv
import gzip
import hashlib
import json
import math
import platform
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb

from forest import Forest

HERE = Path(__file__).parent
VERSIONS = ("1.7.6", "2.0.3", "2.1.4", "3.0.5", "3.2.0", "3.3.0", "3.4.1")
MAIN = tuple(v for v in VERSIONS if v != "3.3.0")
OLDEST, NEWEST = VERSIONS[0], VERSIONS[-1]
ENDS = (OLDEST, NEWEST)
HERE_VERSION = xgb.__version__

TAIWAN10 = "LIMIT_BAL EDUCATION PAY_0 PAY_2 PAY_3 BILL_AMT1 BILL_AMT6 PAY_AMT1 PAY_AMT2 PAY_AMT3".split()
TAIWAN20 = (
    "LIMIT_BAL EDUCATION PAY_0 PAY_2 PAY_3 PAY_4 PAY_5 PAY_6 BILL_AMT1 BILL_AMT2 BILL_AMT3 BILL_AMT4 "
    "BILL_AMT5 BILL_AMT6 PAY_AMT1 PAY_AMT2 PAY_AMT3 PAY_AMT4 PAY_AMT5 PAY_AMT6"
).split()
GERMAN_CATEGORIES = {
    "verw": "others,car new,car used,furniture,radio or television,appliances,repairs,education,vacation,retraining,business",
    "moral": "delay,critical,none or paid,paid till now,all paid here",
    "wohn": "for free,rent,own",
}
GERMAN_CHINESE = {
    "verw": "其他,新车,二手车,家具,家电 A,家电 B,维修,教育,度假,再培训,经营",
    "moral": "逾期,危急,无,按时,已还清",
    "wohn": "免租,租房,自有",
}
GERMAN_NUMBERS = ["laufzeit", "hoehe", "alter", "rate"]


# ---------------------------------------------------------------- data


@dataclass
class Data:
    """Rows as XGBoost sees them: float32, NaN where missing, category codes as numbers."""

    X: np.ndarray
    y: np.ndarray
    names: list | None
    types: list | None = None
    levels: dict = field(default_factory=dict)  # feature name -> category values by code (pandas)

    def matrix(self, X, y=None):
        if self.levels:
            return xgb.DMatrix(self.frame(X), y, enable_categorical=True, nthread=1)
        categorical = self.types is not None and "c" in self.types
        return xgb.DMatrix(
            X, y, feature_names=self.names, feature_types=self.types, enable_categorical=categorical, nthread=1
        )

    def frame(self, X):
        frame = pd.DataFrame(X, columns=self.names)
        for name, levels in self.levels.items():
            codes = frame[name].fillna(-1).astype(int)
            frame[name] = pd.Categorical.from_codes(codes, categories=levels)
        return frame

    def headers(self):
        return self.names or [f"f{i}" for i in range(self.X.shape[1])]

    def cell(self, value, column):
        """A cell of rows.csv: empty where missing, the category's own value where levels are known."""
        if math.isnan(value):
            return ""
        name = self.headers()[column]
        if name in self.levels:
            return str(self.levels[name][int(value)])
        return short(value)


def read(name):
    with gzip.open(HERE / "data" / name, "rt") as file:
        return pd.read_csv(file)


def taiwan(columns=TAIWAN10, missing=0.0, names=True, target="default"):
    table = read("taiwan.csv.gz")
    X = table[columns].to_numpy(np.float32)
    if missing:
        X[np.random.default_rng(11).random(X.shape) < missing] = np.nan
    y = np.log1p(table["LIMIT_BAL"]) if target == "log limit" else table["default.payment.next.month"]
    if names is False:
        return Data(X, y.to_numpy(np.float32), None)
    if isinstance(names, list):
        return Data(X, y.to_numpy(np.float32), names)
    types = ["float" if missing else "int"] * len(columns)
    return Data(X, y.to_numpy(np.float32), list(columns), types)


def german(levels=None, missing=0.0):
    """South German credit: three categorical columns (codes from 0), four numbers.

    levels: "string", "chinese" or "integer" hands XGBoost pandas categories instead of bare codes.
    """
    table = read("south_german.csv.gz")
    columns = list(GERMAN_CATEGORIES) + GERMAN_NUMBERS
    X = table[columns].to_numpy(np.float32)
    for i, name in enumerate(GERMAN_CATEGORIES):
        X[:, i] -= table[name].min()
    if missing:
        X[np.random.default_rng(13).random(X.shape) < missing] = np.nan
    y = (table["kredit"] == 0).to_numpy(np.float32)
    if levels in ("string", "chinese"):
        texts = GERMAN_CATEGORIES if levels == "string" else GERMAN_CHINESE
        values = {name: words.split(",") for name, words in texts.items()}
        return Data(X, y, columns, None, values)
    if levels == "integer":
        # Codes that start high, have gaps and fall, so that code and value cannot be mistaken for each other.
        values = {
            name: [900 - 70 * i for i in range(len(words.split(",")))] for name, words in GERMAN_CATEGORIES.items()
        }
        return Data(X, y, columns, None, values)
    return Data(X, y, columns, ["c"] * 3 + ["int"] * 4)


def synthetic(n=3000, features=3, seed=5):
    """Smooth numbers with many distinct values: many cut points on one feature."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, features)).astype(np.float32)
    logit = 2 * np.sin(3 * X[:, 0]) + X[:, 1] - 0.5 * X[:, 0] * X[:, 2]
    y = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(np.float32)
    return Data(X, y, [f"x{i}" for i in range(features)])


# ---------------------------------------------------------------- cases


@dataclass
class Case:
    name: str
    versions: tuple
    data: object  # () -> Data
    params: dict = field(default_factory=dict)
    rounds: int = 8
    rows: int = 24  # rows taken from the data; the rest of rows.csv are edge rows
    edges: int = 16
    interactions: int = 0  # rows of interactions.csv
    ubj: bool = True
    shap: bool = True
    train: object = None  # (case, data) -> Booster, where xgb.train with rounds is not enough
    require: object = None  # (forest) -> bool: what the case is there to show
    note: str = ""


BASE = dict(
    objective="binary:logistic", tree_method="hist", max_depth=4, eta=0.3, subsample=0.8, seed=7, nthread=1
)


def train(case, data):
    return xgb.train({**BASE, **case.params}, data.matrix(data.X, data.y), case.rounds)


def train_early(case, data):
    """Stops on a validation part whose best round comes well before the last one."""
    half = len(data.X) // 2
    return xgb.train(
        {**BASE, **case.params},
        data.matrix(data.X[:half], data.y[:half]),
        case.rounds,
        evals=[(data.matrix(data.X[half:], data.y[half:]), "validation")],
        early_stopping_rounds=6,
        verbose_eval=False,
    )


def train_refreshed(case, data):
    """Trains, then refreshes the statistics on rows that reach few leaves: covers of 0 appear."""
    few = np.flatnonzero(data.X[:, 2] <= 0)[:60]
    booster = train(case, data)
    refresh = {**BASE, **case.params, "process_type": "update", "updater": "refresh", "refresh_leaf": False}
    refresh.pop("tree_method")
    return xgb.train(refresh, data.matrix(data.X[few], data.y[few]), case.rounds, xgb_model=booster)


def both_directions(forest):
    used = {
        tree.default_left[node]
        for tree in forest.trees
        for node in range(len(tree.left))
        if not tree.is_leaf(node)
    }
    return used == {0, 1}


def deep_paths(forest):
    return max(len(set(path)) for tree in forest.trees for path in tree.paths()) > 8


def category_sizes(forest):
    return [len(s) for tree in forest.trees for s in tree.categories.values()]


def cuts(forest, feature):
    return len(
        {
            float(tree.threshold[node])
            for tree in forest.trees
            for node in range(len(tree.left))
            if not tree.is_leaf(node) and tree.feature[node] == feature
        }
    )


def unreachable(forest):
    """Slots of deleted nodes: they stay in the file, with values that mean nothing."""
    return any(len(tree.left) > 2 * len(list(tree.paths())) - 1 for tree in forest.trees)


def zero_cover(forest):
    return min(min(tree.cover) for tree in forest.trees) == 0


PARTITION = dict(max_cat_to_onehot=1, max_cat_threshold=16, min_child_weight=3)
DART = dict(booster="dart", rate_drop=0.3, one_drop=1)
ODD_NAMES = [
    "信用额度", "education, level", 'a "quoted" name', "back\\slash", "tab\tbed", "émigré", "🏦", "  spaces  ", "0", "constructor",
]

CASES = [
    Case("logistic", MAIN, taiwan, interactions=4),
    Case("logistic-base-score", ENDS, taiwan, dict(base_score=0.235), rounds=4, rows=10, edges=4),
    Case("logitraw", ("1.7.6", "2.1.4", "3.4.1"), taiwan, dict(objective="binary:logitraw", base_score=0.3), rounds=6,
         note="base_score is a margin here, never a probability"),
    Case("reg-logistic", ENDS, taiwan, dict(objective="reg:logistic", base_score=0.235), rounds=6),
    Case("squarederror", ("1.7.6", "2.1.4", "3.4.1"), lambda: taiwan(TAIWAN10[1:], target="log limit"),
         dict(objective="reg:squarederror"), rounds=6),
    Case("missing", ENDS, lambda: taiwan(missing=0.2), rows=40, interactions=3, require=both_directions),
    Case("categorical-onehot", ("1.7.6", "2.0.3", "3.4.1"), german, dict(max_cat_to_onehot=100),
         require=lambda f: set(category_sizes(f)) == {1}),
    Case("categorical-partition", MAIN, lambda: german(missing=0.05), PARTITION, interactions=3,
         require=lambda f: max(category_sizes(f)) > 2,
         note="up to 2.1 split_conditions of a categorical node is the bare word NaN, which is not JSON by the standard"),
    Case("cats-string", ("3.2.0", "3.4.1"), lambda: german("string", missing=0.03), PARTITION,
         note="category values in gradient_booster.model.cats; rows.csv holds the values, codes.csv the codes"),
    Case("cats-chinese", ("3.2.0", "3.4.1"), lambda: german("chinese"), PARTITION, rounds=4,
         note="3.1 to 3.3 cut the offsets of cats by characters and the bytes short, so the values in those files are "
              "damaged and only codes.csv fits the file; 3.4 writes them whole. Bytes are signed"),
    Case("cats-integer", ("3.2.0", "3.4.1"), lambda: german("integer", missing=0.03), PARTITION,
         note="category values in gradient_booster.model.cats; rows.csv holds the values, codes.csv the codes"),
    Case("dart", ("1.7.6", "2.1.4", "3.2.0", "3.3.0", "3.4.1"), taiwan, DART, require=lambda f: len(set(f.weight_drop)) > 2,
         note="weight_drop stands in gradient_booster under the name dart up to 3.2, in gradient_booster under the name "
              "gbtree in 3.3, in gradient_booster.model in 3.4"),
    Case("dart-categorical", ("3.2.0", "3.4.1"), german, {**DART, **PARTITION}, rounds=8,
         require=lambda f: len(set(f.weight_drop)) > 2),
    Case("early-stopping", ENDS, taiwan, dict(eta=0.6), rounds=40, train=train_early,
         require=lambda f: int(f.best_iteration) + 1 < len(f.trees),
         note="expected.csv and shap.csv use every tree, as Booster.predict does; *_best.csv stop after "
              "best_iteration, as the scikit-learn classes do"),
    Case("single-leaf", ENDS, taiwan, dict(gamma=1e6, base_score=0.3), rounds=3,
         require=lambda f: all(len(t.left) == 1 for t in f.trees)),
    Case("some-single-leaf", ENDS, taiwan, dict(gamma=16), rounds=10,
         require=lambda f: {len(t.left) == 1 for t in f.trees} == {True, False}),
    Case("pruned-exact", ENDS, taiwan, dict(tree_method="exact", gamma=4), rounds=5, require=unreachable,
         note="nodes deleted by pruning keep their slots in the file; no path leads to them"),
    Case("deep", (NEWEST,), lambda: taiwan(TAIWAN20), dict(max_depth=12, min_child_weight=1.5, eta=0.5), rounds=3,
         interactions=2, require=deep_paths, ubj=False),
    Case("lossguide", (NEWEST,), taiwan, dict(grow_policy="lossguide", max_leaves=14, max_depth=0), rounds=5),
    Case("parallel-trees", ENDS, taiwan, dict(num_parallel_tree=3, colsample_bynode=0.5, max_depth=3), rounds=3),
    Case("no-names", ENDS, lambda: taiwan(names=False), rounds=4),
    Case("odd-names", ENDS, lambda: taiwan(names=ODD_NAMES), rounds=4, note="names without types"),
    Case("monotone", (NEWEST,), taiwan, dict(monotone_constraints="(-1,0,1,1,1,0,0,-1,-1,-1)"), rounds=8),
    Case("many-cuts", (NEWEST,), synthetic, dict(tree_method="exact", max_depth=9, min_child_weight=0.2, eta=0.9),
         rounds=6, require=lambda f: cuts(f, 0) > 256, ubj=False),
    Case("zero-cover", (NEWEST,), taiwan, rounds=4, train=train_refreshed, require=zero_cover,
         note="some nodes have sum_hessian 0"),
    Case("zero-cover", (OLDEST,), taiwan, rounds=4, train=train_refreshed, require=zero_cover, shap=False,
         note="some nodes have sum_hessian 0; pred_contribs of 1.7 stops with an error on this model"),
]


# base_score as no version of CASES writes it, but older ones, other tools or hands do.
BASE_SCORES = {"number": 0.235, "plain-string": "0.235"}


def two_targets():
    data = taiwan()
    return Data(data.X, np.stack([data.y, 1 - data.y], axis=1), data.names, data.types)


def three_classes():
    data = taiwan()
    return Data(data.X, np.clip(data.X[:, 1], 1, 3) - 1, data.names, data.types)


def positive(data=None):
    data = data or taiwan()
    return Data(data.X, data.y + 1, data.names, data.types)


@dataclass
class Refused:
    name: str
    reason: str  # what kind of refusal: objective, multi-class, multi-target, vector-leaf, booster, not-a-model
    names: str  # the word that the error names
    params: dict = field(default_factory=dict)
    data: object = taiwan
    versions: tuple = (NEWEST,)
    train: object = None
    write: object = None  # (booster, folder), where it is not save_model


def train_survival_bounds(case, data):
    matrix = data.matrix(data.X)
    matrix.set_float_info("label_lower_bound", data.y + 1)
    matrix.set_float_info("label_upper_bound", data.y + 2)
    return xgb.train({**BASE, **case.params}, matrix, 2)


def train_ranking(case, data):
    matrix = data.matrix(data.X, data.y)
    matrix.set_group([50] * (len(data.X) // 50))
    return xgb.train({**BASE, **case.params, "max_depth": 2}, matrix, 2)


def write_dump(booster, folder):
    booster.dump_model(folder / "model.json", dump_format="json")


def write_config(booster, folder):
    (folder / "model.json").write_text(booster.save_config())


def objective(name, data=taiwan, train=None, **params):
    return Refused(name.replace(":", "-"), "objective", name, {"objective": name, **params}, data, train=train)


REFUSED = [
    Refused("multi-softprob", "multi-class", "multi:softprob", dict(objective="multi:softprob", num_class=3), three_classes, ENDS),
    Refused("multi-softmax", "multi-class", "multi:softmax", dict(objective="multi:softmax", num_class=3), three_classes),
    Refused("multi-target", "multi-target", "num_target", {}, two_targets),
    Refused("vector-leaf", "vector-leaf", "size_leaf_vector", dict(multi_strategy="multi_output_tree"), two_targets),
    Refused("gblinear", "booster", "gblinear", dict(booster="gblinear"), versions=ENDS),
    objective("rank:pairwise", train=train_ranking),
    objective("rank:ndcg", train=train_ranking),
    objective("survival:cox", positive),
    objective("survival:aft", train=train_survival_bounds),
    objective("count:poisson", positive),
    objective("reg:gamma", positive),
    objective("reg:tweedie", positive),
    objective("reg:squaredlogerror"),
    objective("reg:pseudohubererror"),
    objective("reg:absoluteerror"),
    objective("reg:quantileerror", quantile_alpha=0.5),
    objective("binary:hinge"),
    Refused("dump", "not-a-model", "dump_model", write=write_dump),
    Refused("config", "not-a-model", "save_config", write=write_config),
]


# ---------------------------------------------------------------- rows


def edge_rows(case, data, forest, rng):
    """Rows that sit on the model's own split points, one float32 step below, or one above."""
    points = {}
    for tree in forest.trees:
        for node in range(len(tree.left)):
            if tree.left[node] > 0 and node not in tree.categories:
                points.setdefault(tree.feature[node], []).append(tree.threshold[node])
    rows = data.X[rng.choice(len(data.X), case.edges, replace=False)].copy()
    for row in rows:
        for feature, thresholds in points.items():
            if rng.random() < 0.6 and not math.isnan(row[feature]):
                at = thresholds[rng.integers(len(thresholds))]
                row[feature] = (at, np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf)))[
                    rng.integers(3)
                ]
    return rows


def pick_rows(case, data, forest):
    rng = np.random.default_rng(3)
    rows = data.X[np.sort(rng.choice(len(data.X), case.rows, replace=False))]
    edges = edge_rows(case, data, forest, rng)
    if np.isnan(data.X).any():
        edges[-1] = np.nan
    return np.vstack([rows, edges])


def unseen_rows(data, rows):
    """Rows with category codes that training never saw, or that are no category at all."""
    codes = [11, 31, 32, 63, 500, -1, 0.5, 1.9]
    unseen = np.repeat(rows[:1], len(codes), axis=0)
    unseen[:, 0] = codes
    return unseen


# ---------------------------------------------------------------- files


def short(value):
    """The shortest decimal that reads back as the same float32."""
    return np.format_float_positional(np.float32(value), unique=True, trim="-")


def write_csv(path, header, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def write_rows(path, data, rows):
    lines = ([i, *(data.cell(v, c) for c, v in enumerate(row))] for i, row in enumerate(rows))
    write_csv(path, ["row", *data.headers()], lines)


def nine(value):
    return f"{value:.9g}"


def write_answers(folder, suffix, booster, data, rows, shap=True, **options):
    """expected.csv and shap.csv; returns the margins and how far the sums of shap are from them."""
    matrix = data.matrix(rows)
    margin = booster.predict(matrix, output_margin=True, **options)
    prediction = booster.predict(matrix, **options)
    objective = json.loads(booster.save_config())["learner"]["objective"]["name"]
    if objective == "reg:squarederror":
        probability = [""] * len(margin)
    elif objective == "binary:logitraw":
        probability = [nine(1 / (1 + math.exp(-float(m)))) for m in margin]
    else:
        probability = [nine(p) for p in prediction]
    lines = ([i, nine(margin[i]), probability[i]] for i in range(len(rows)))
    write_csv(folder / f"expected{suffix}.csv", ["row", "margin", "probability"], lines)
    if not shap:
        return margin, None
    contributions = booster.predict(matrix, pred_contribs=True, **options)
    lines = ([i, *map(nine, values)] for i, values in enumerate(contributions))
    write_csv(folder / f"shap{suffix}.csv", ["row", *data.headers(), "BIAS"], lines)
    return margin, float(np.abs(contributions.sum(axis=1) - margin).max())


def write_interactions(path, booster, data, rows):
    cube = booster.predict(data.matrix(rows), pred_interactions=True)
    lines = (
        [r, i, j, nine(cube[r, i, j])]
        for r in range(len(rows))
        for i in range(cube.shape[1])
        for j in range(cube.shape[2])
    )
    write_csv(path, ["row", "i", "j", "value"], lines)


def save_model(booster, folder, ubj):
    booster.save_model(folder / "model.json")
    if ubj:
        booster.save_model(folder / "model.ubj")
    # The format before JSON knows no categories, and loses the names of features.
    if HERE_VERSION == OLDEST and "c" not in (booster.feature_types or []):
        (folder / "model.bin").write_bytes(booster.save_raw("deprecated"))


def write_manifest(folder, body):
    made = {
        "xgboost": HERE_VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pandas": pd.__version__,
    }
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.iterdir())
        if path.name != "manifest.json"
    }
    text = json.dumps({**body, "made_with": made, "files": files}, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def make(case):
    folder = fresh(HERE / "xgboost" / f"{case.name}-{HERE_VERSION}")
    data = case.data()
    booster = (case.train or train)(case, data)
    save_model(booster, folder, case.ubj)
    forest = Forest(folder / "model.json")
    if case.require and not case.require(forest):
        raise SystemExit(f"{case.name}: the model does not show what the case is there to show")

    # The answers come from the saved file, as a reader of the file would get them.
    saved = xgb.Booster({"nthread": 1}, model_file=folder / "model.json")
    rows = pick_rows(case, data, forest)
    write_rows(folder / "rows.csv", data, rows)
    if data.levels:
        write_rows(folder / "codes.csv", Data(data.X, data.y, data.names), rows)
    rounds = len(forest.trees) // forest.parallel
    margin, additivity = write_answers(folder, "", saved, data, rows, shap=case.shap, iteration_range=(0, rounds))
    checks = {
        "largest difference of a plain Python replay from margin": largest(forest, rows, margin),
        "largest difference of the sum of shap from margin": additivity,
    }
    body = {
        "case": case.name,
        "note": case.note,
        "objective": forest.objective,
        "params": {**BASE, **case.params},
        "rounds": case.rounds,
        "trees": len(forest.trees),
        "base_score_in_file": forest.base_score,
        "intercept": forest.intercept(),
        "feature_names_in_file": data.names,
        "feature_types_in_file": saved.feature_types,
    }
    if case.ubj:
        from_ubj = xgb.Booster({"nthread": 1}, model_file=folder / "model.ubj")
        checks["model.ubj predicts the same"] = bool(
            np.array_equal(from_ubj.predict(data.matrix(rows), output_margin=True), predict_default(saved, data, rows))
        )
    best = rounds if forest.best_iteration is None else int(forest.best_iteration) + 1
    if best < rounds:
        best_margin, _ = write_answers(folder, "_best", saved, data, rows, iteration_range=(0, best))
        default = predict_default(saved, data, rows)
        body["best_iteration"] = best - 1
        body["trees_up_to_best_iteration"] = best * forest.parallel
        body["Booster.predict uses"] = "every tree" if np.array_equal(default, margin) else "best_iteration"
        checks["largest difference of a replay up to best_iteration"] = largest(
            forest, rows, best_margin, best * forest.parallel
        )
    if case.interactions:
        write_interactions(folder / "interactions.csv", saved, data, rows[: case.interactions])
    if data.types and "c" in data.types:
        unseen = unseen_rows(data, rows)
        write_rows(folder / "rows_unseen.csv", data, unseen)
        answer = saved.predict(data.matrix(unseen), output_margin=True)
        lines = ([i, nine(m), ""] for i, m in enumerate(answer))
        write_csv(folder / "expected_unseen.csv", ["row", "margin", "probability"], lines)
        checks["largest difference of a replay on rows_unseen.csv"] = largest(forest, unseen, answer)
    body["checks"] = checks
    write_manifest(folder, body)
    print(f"{folder.name:34} {len(forest.trees):3} trees", json.dumps(list(checks.values())))


def make_base_score(name, value):
    """The newest logistic-base-score with base_score rewritten by hand; XGBoost's answers stay as they are."""
    source = HERE / "xgboost" / f"logistic-base-score-{NEWEST}"
    folder = fresh(HERE / "xgboost" / f"base-score-{name}")
    for file in ("rows.csv", "expected.csv", "shap.csv"):
        shutil.copy(source / file, folder / file)
    model = json.loads((source / "model.json").read_text())
    model["learner"]["learner_model_param"]["base_score"] = value
    (folder / "model.json").write_text(json.dumps(model, separators=(",", ":")))
    manifest = json.loads((source / "manifest.json").read_text())
    del manifest["made_with"], manifest["files"]
    manifest |= {"case": f"base-score-{name}", "base_score_in_file": value, "checks": {}}
    manifest["note"] = f"{source.name} with base_score rewritten by hand, without model.ubj"
    write_manifest(folder, manifest)


def make_refused(case):
    folder = fresh(HERE / "refused" / f"{case.name}-{HERE_VERSION}")
    data = case.data()
    params = {**BASE, "max_depth": 2, **case.params}
    if params.get("booster") == "gblinear":
        params = {k: params[k] for k in ("booster", "objective", "seed", "nthread")}
    if case.train:
        booster = case.train(case, data)
    else:
        booster = xgb.train(params, data.matrix(data.X, data.y), 2)
    if case.write:
        case.write(booster, folder)
    else:
        save_model(booster, folder, ubj=case.reason != "objective")
    write_manifest(folder, {"case": case.name, "refused": {"reason": case.reason, "names": case.names}, "params": params})
    print(f"{folder.name:34} refused: {case.reason}, {case.names}")


def predict_default(booster, data, rows):
    return booster.predict(data.matrix(rows), output_margin=True)


def largest(forest, rows, margin, trees=None):
    return max(abs(forest.margin(row, trees) - float(m)) for row, m in zip(rows, margin))


def main():
    if HERE_VERSION not in VERSIONS:
        raise SystemExit(f"XGBoost {HERE_VERSION} is installed; the vectors are made with {', '.join(VERSIONS)}")
    names = set(sys.argv[1:])
    for case in CASES:
        if HERE_VERSION in case.versions and (not names or case.name in names):
            make(case)
    for case in REFUSED:
        if HERE_VERSION in case.versions and (not names or case.name in names):
            make_refused(case)
    if HERE_VERSION == NEWEST:
        for name, value in BASE_SCORES.items():
            if not names or f"base-score-{name}" in names:
                make_base_score(name, value)


if __name__ == "__main__":
    main()
