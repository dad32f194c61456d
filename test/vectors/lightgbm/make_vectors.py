"""Small LightGBM models with LightGBM's own answers: writes `cases/` and `refused/`.

Run it once under each version of VERSIONS, in an environment of its own; it makes the cases of the version it
finds. `make_vectors.py NAME` makes one case. Seeds are fixed, and training uses one thread.
"""

import gzip
import hashlib
import json
import math
import sys
from dataclasses import dataclass, field
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
VERSIONS = ("2.2.3", "2.3.1", "3.3.5", "4.7.0")
NEWEST = VERSIONS[-1]
ALL = VERSIONS
ENDS = (VERSIONS[0], NEWEST)

TAIWAN10 = "LIMIT_BAL EDUCATION PAY_0 PAY_2 PAY_3 BILL_AMT1 BILL_AMT6 PAY_AMT1 PAY_AMT2 PAY_AMT3".split()
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
# Names with blanks become names with underscores, so there are none here.
ODD_NAMES = ["信用额度", "a=b", "Tree=3", "émigré", "🏦", "end", "__proto__", "constructor", "x.y/z", "100%"]
# kZeroThreshold of include/LightGBM/meta.h
ZERO = float(np.float32(1e-35))


# ---------------------------------------------------------------- data


@dataclass
class Data:
    """Rows as LightGBM sees them: float64, NaN where missing, category codes as numbers."""

    X: np.ndarray
    y: np.ndarray
    names: list
    categorical: list = field(default_factory=list)  # indices told to LightGBM
    levels: dict = field(default_factory=dict)  # name -> category values by code (pandas)
    ordered: tuple = ()  # names whose levels are ordered: LightGBM trains on them as numbers
    weight: np.ndarray = None

    def frame(self, X):
        frame = pd.DataFrame(X, columns=self.names)
        for name, values in self.levels.items():
            codes = frame[name].fillna(-1).astype(int)
            # A code past the levels stands for a value that training did not know.
            codes = codes.where((codes >= 0) & (codes < len(values)), -1)
            frame[name] = pd.Categorical.from_codes(codes, categories=values, ordered=name in self.ordered)
        return frame

    def inputs(self, X):
        return self.frame(X) if self.levels else X

    def dataset(self, params=None):
        categorical = "auto" if self.levels or not self.categorical else self.categorical
        return lgb.Dataset(
            self.inputs(self.X), self.y, weight=self.weight, feature_name="auto" if self.levels else self.names,
            categorical_feature=categorical, params=params, free_raw_data=False,
        )

    def cell(self, value, column):
        """A cell of rows.csv: empty where missing, the category's own value where levels are known."""
        if math.isnan(value):
            return ""
        name = self.names[column]
        if name in self.levels:
            return str(self.levels[name][int(value)])
        return number(value)


def number(value):
    """The shortest decimal that reads back as the same float64."""
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 and not (value == 0 and math.copysign(1, value) < 0) else repr(value)


def read(name):
    with gzip.open(HERE.parent / "data" / name, "rt") as file:
        return pd.read_csv(file)


def taiwan(missing=0.0, names=None, target="default", zeros=0.0, fractions=False):
    table = read("taiwan.csv.gz")
    X = table[TAIWAN10].to_numpy(np.float64)
    if fractions:
        # Numbers with all 53 bits: their thresholds are no float32 numbers.
        X = X * np.pi / 1000
    if zeros:
        X[np.random.default_rng(17).random(X.shape) < zeros] = 0
    if missing:
        X[np.random.default_rng(11).random(X.shape) < missing] = np.nan
    default = table["default.payment.next.month"].to_numpy(np.float64)
    limit = table["LIMIT_BAL"].to_numpy(np.float64)
    y = {"default": default, "log limit": np.log1p(limit), "limit": limit / 1e5, "rate": np.clip(default * 0.7 + 0.1, 0, 1)}[target]
    if target in ("log limit", "limit"):
        X[:, 0] = table["BILL_AMT2"]
    return Data(X, y, names or list(TAIWAN10))


def german(levels=None, missing=0.0, ordered=(), constant=False, scale=1):
    """South German credit: three categorical columns (codes from 0), four numbers."""
    table = read("south_german.csv.gz")
    columns = list(GERMAN_CATEGORIES) + GERMAN_NUMBERS
    X = table[columns].to_numpy(np.float64)
    for i, name in enumerate(GERMAN_CATEGORIES):
        X[:, i] -= table[name].min()
    if missing:
        X[np.random.default_rng(13).random(X.shape) < missing] = np.nan
    y = (table["kredit"] == 0).to_numpy(np.float64)
    values = {}
    if levels in ("string", "chinese"):
        texts = GERMAN_CATEGORIES if levels == "string" else GERMAN_CHINESE
        values = {name: words.split(",") for name, words in texts.items()}
    if levels == "integer":
        # Codes that start high, have gaps and fall, so that code and value cannot be mistaken for each other.
        values = {
            name: [900 - 70 * i for i in range(len(words.split(",")))] for name, words in GERMAN_CATEGORIES.items()
        }
    if constant:
        columns = columns[:2] + ["country"] + columns[2:]
        X = np.insert(X, 2, 0, axis=1)
        values["country"] = ["DE"]
        values = {name: values[name] for name in columns if name in values}
    if scale != 1:
        X[:, :3] = X[:, :3] * scale + 7
    return Data(X, y, columns, [0, 1, 2], values, tuple(ordered))


def untold():
    """An ordered column beside a number that its categories would fit as well."""
    data = german("string", ordered=("moral",))
    order = [0, 1, 6, 2, 3, 4, 5]
    data.X, data.names = data.X[:, order], [data.names[i] for i in order]
    return data


def synthetic(n=3000, features=3, seed=5):
    """Smooth numbers with many distinct values: many cut points on one feature."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, features))
    logit = 2 * np.sin(3 * X[:, 0]) + X[:, 1] - 0.5 * X[:, 0] * X[:, 2]
    y = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(np.float64)
    return Data(X, y, ["x%d" % i for i in range(features)])


def signed_zeros():
    """Numbers on both sides of zero, many of them zero: splits beside zero, at ±kZeroThreshold."""
    data = synthetic(2000, 4, 9)
    rng = np.random.default_rng(3)
    data.X[rng.random(data.X.shape) < 0.4] = 0
    data.X[rng.random(data.X.shape) < 0.1] = np.nan
    data.y = (rng.random(2000) < 0.15 + 0.4 * (data.X[:, 0] == 0) + 0.2 * (data.X[:, 1] > 0)).astype(np.float64)
    return data


def weighted():
    data = taiwan()
    data.weight = np.random.default_rng(23).uniform(0.2, 3, len(data.y))
    return data


# ---------------------------------------------------------------- training

BASE = dict(
    objective="binary", num_leaves=7, learning_rate=0.2, min_data_in_leaf=10, seed=7, num_threads=1, verbose=-1,
    deterministic=True, force_col_wise=True,
)
SETS = dict(max_cat_to_onehot=1, min_data_per_group=5, cat_smooth=1, cat_l2=1, max_cat_threshold=16)
RF = dict(boosting="rf", bagging_fraction=0.7, bagging_freq=1, feature_fraction=0.8)


def options(case):
    params = {**BASE, **case.params}
    if lgb.__version__ < "3":
        # Not known there.
        params.pop("deterministic")
        params.pop("force_col_wise")
    return params


def train(case, data):
    params = options(case)
    return lgb.train(params, data.dataset(params), case.rounds)


def train_early(case, data):
    half = len(data.X) // 2
    first = Data(data.X[:half], data.y[:half], data.names)
    rest = Data(data.X[half:], data.y[half:], data.names)
    training = first.dataset()
    valid = lgb.Dataset(rest.X, rest.y, reference=training)
    return lgb.train(options(case), training, 60, valid_sets=[valid], callbacks=[lgb.early_stopping(5, verbose=False)])


def train_on(case, data):
    """Goes on with another learning rate from a model that is there."""
    first = train(case, data)
    params = {**options(case), "learning_rate": 0.05}
    return lgb.train(params, data.dataset(params), 3, init_model=first)


def train_refit(case, data):
    booster = train(case, data)
    return booster.refit(data.X[:400], data.y[:400], decay_rate=0.5)


def train_mixed(case, data):
    """The first trees know a missing type NaN, those after them take zeros for missing."""
    first = train(case, data)
    params = {**options(case), "zero_as_missing": True}
    return lgb.train(params, data.dataset(params), 3, init_model=first)


def train_custom(case, data):
    def focal(predictions, dataset):
        p = 1 / (1 + np.exp(-predictions))
        return p - dataset.get_label(), p * (1 - p)

    params = options(case)
    params.pop("objective")
    if lgb.__version__ < "4":
        return lgb.train(params, data.dataset(params), case.rounds, fobj=focal)
    return lgb.train({**params, "objective": focal}, data.dataset(params), case.rounds)


@dataclass
class Case:
    name: str
    versions: tuple
    data: object  # () -> Data
    params: dict = field(default_factory=dict)
    rounds: int = 5
    rows: int = 20  # rows taken from the data; the rest of rows.csv are edge rows
    edges: int = 24
    train: object = train
    options: dict = field(default_factory=dict)  # what the importer is told
    require: object = None  # (text) -> bool: what the case is there to show
    note: str = ""


def has_missing_type(kind):
    def check(text):
        lines = [line[14:] for line in text.split("\n") if line.startswith("decision_type=")]
        return any((int(d) >> 2) & 3 == kind and not int(d) & 1 for line in lines for d in line.split())

    return check


def has_default_right(text):
    lines = [line[14:] for line in text.split("\n") if line.startswith("decision_type=")]
    return {int(d) & 2 for line in lines for d in line.split() if not int(d) & 1} == {0, 2}


def largest_set(text):
    words = [int(w) for line in text.split("\n") if line.startswith("cat_threshold=") for w in line[14:].split()]
    return max(bin(w).count("1") for w in words)


def leaves(text):
    return [int(line[11:]) for line in text.split("\n") if line.startswith("num_leaves=")]


CASES = [
    Case("logistic", ALL, taiwan),
    Case("float64", ENDS, lambda: taiwan(fractions=True), note="thresholds that are no float32 numbers"),
    Case("missing-nan", ALL, lambda: taiwan(missing=0.2),
         require=lambda t: has_missing_type(2)(t) and has_default_right(t)),
    Case("missing-none", ALL, lambda: taiwan(missing=0.2), dict(use_missing=False),
         require=lambda t: has_missing_type(0)(t) and not has_missing_type(2)(t),
         note="a missing value is compared as zero"),
    Case("missing-zero", ALL, lambda: taiwan(missing=0.1, zeros=0.2), dict(zero_as_missing=True),
         require=lambda t: has_missing_type(1)(t) and has_default_right(t)),
    Case("zero-sides", ENDS, signed_zeros, dict(num_leaves=9), note="splits at plus and minus kZeroThreshold",
         require=lambda t: "1.0000000180025095e-35" in t),
    Case("zero-sides-missing", ENDS, signed_zeros, dict(num_leaves=9, zero_as_missing=True),
         require=has_missing_type(1)),
    Case("regression", ALL, lambda: taiwan(target="log limit"), dict(objective="regression")),
    Case("regression-l1", ENDS, lambda: taiwan(target="limit"), dict(objective="regression_l1"), rounds=3),
    Case("huber", (NEWEST,), lambda: taiwan(target="limit"), dict(objective="huber"), rounds=3),
    Case("fair", (NEWEST,), lambda: taiwan(target="limit"), dict(objective="fair"), rounds=3),
    Case("quantile", (NEWEST,), lambda: taiwan(target="limit"), dict(objective="quantile", alpha=0.8), rounds=3),
    Case("mape", (NEWEST,), lambda: taiwan(target="limit"), dict(objective="mape"), rounds=3),
    Case("cross-entropy", ENDS, lambda: taiwan(target="rate"), dict(objective="xentropy"), rounds=4,
         note="2.2 writes the alias xentropy"),
    Case("sigmoid", ENDS, taiwan, dict(sigmoid=0.7), rounds=4, note="the log-odds are 0.7 times the raw score"),
    Case("no-average", (NEWEST,), taiwan, dict(boost_from_average=False), rounds=4),
    Case("unbalanced", (NEWEST,), taiwan, dict(is_unbalance=True), rounds=4),
    Case("weighted", ENDS, weighted, rounds=4, note="rows of unequal weight; counts are still of rows"),
    Case("dart", ALL, taiwan, dict(boosting="dart", drop_rate=0.5, skip_drop=0.2), rounds=8,
         note="the leaves in the file are shrunk already"),
    Case("dart-categorical", (NEWEST,), german, dict(boosting="dart", drop_rate=0.5, skip_drop=0.2, **SETS), rounds=6),
    Case("rf", ("2.2.3", "2.3.1", "3.3.5", NEWEST), taiwan, RF, rounds=6,
         note="raw_score and pred_contrib are sums, prediction is of the mean"),
    Case("rf-sigmoid", (NEWEST,), taiwan, dict(sigmoid=2.5, **RF), rounds=4),
    Case("rf-regression", ENDS, lambda: taiwan(target="log limit"), dict(objective="regression", **RF), rounds=4),
    Case("goss", (NEWEST,), taiwan, dict(data_sample_strategy="goss"), rounds=6),
    Case("categorical", ALL, lambda: german(missing=0.05), SETS, require=lambda t: largest_set(t) > 2),
    Case("categorical-onehot", ENDS, german, {**SETS, "max_cat_to_onehot": 100}),
    Case("categorical-sparse", ENDS, lambda: german(scale=100_003), SETS, note="codes up to a million, few of them"),
    Case("pandas-string", ALL, lambda: german("string", missing=0.03), SETS),
    Case("pandas-chinese", ENDS, lambda: german("chinese"), SETS, rounds=3),
    Case("pandas-integer", ENDS, lambda: german("integer", missing=0.03), SETS),
    Case("pandas-constant", (NEWEST,), lambda: german("string", constant=True), SETS, rounds=3,
         note="a column of one category, which LightGBM leaves out"),
    Case("pandas-ordered", ("2.3.1", NEWEST), lambda: german("string", missing=0.03, ordered=("moral",)), SETS,
         note="moral is ordered: LightGBM trains on its codes as numbers"),
    Case("pandas-ordered-zero", (NEWEST,), lambda: german("string", missing=0.1, ordered=("moral",)),
         {**SETS, "zero_as_missing": True}, note="the first category of moral is a zero, and so missing"),
    Case("pandas-told", (NEWEST,), untold, SETS, options={"categoryFeatures": list(GERMAN_CATEGORIES)},
         note="refused unless told whose the category names are"),
    Case("monotone", ("3.3.5", NEWEST), taiwan, dict(monotone_constraints=[-1, 0, 1, 1, 1, 0, 0, -1, -1, -1]), rounds=6),
    Case("single-leaf", ENDS, taiwan, dict(min_gain_to_split=1e9), rounds=2,
         require=lambda t: set(leaves(t)) == {1}),
    Case("some-single-leaf", (NEWEST,), taiwan, dict(min_gain_to_split=9, learning_rate=0.6), rounds=12),
    Case("deep", (NEWEST,), synthetic, dict(num_leaves=60, min_data_in_leaf=3), rounds=3, rows=30),
    Case("many-cuts", (NEWEST,), synthetic, dict(num_leaves=80, min_data_in_leaf=2, max_bin=1023, learning_rate=0.5), rounds=3),
    Case("odd-names", ENDS, lambda: taiwan(names=ODD_NAMES), rounds=3),
    Case("early-stopping", (NEWEST,), taiwan, dict(learning_rate=0.6, metric="binary_logloss"), train=train_early,
         note="save_model keeps the trees up to best_iteration"),
    Case("continued", ENDS, taiwan, rounds=3, train=train_on),
    Case("refit", ENDS, taiwan, rounds=3, train=train_refit),
    Case("custom", ENDS, taiwan, dict(boost_from_average=False), rounds=3, train=train_custom,
         options={"customLink": "logistic"}, note="the file has no objective"),
]


@dataclass
class Refused:
    name: str
    names: str  # the words that the error names
    params: dict = field(default_factory=dict)
    data: object = taiwan
    versions: tuple = (NEWEST,)
    rounds: int = 1
    train: object = train
    dump: bool = False


def objective(name, data=taiwan, **params):
    return Refused(name.replace("_", "-"), name, {"objective": name, **params}, data)


def three_classes():
    data = taiwan()
    data.y = np.clip(data.X[:, 1], 1, 3) - 1
    return data


def train_ranking(case, data):
    dataset = lgb.Dataset(data.X, data.y, group=[50] * (len(data.X) // 50))
    return lgb.train(options(case), dataset, 1)


def float_levels():
    data = german("string")
    data.levels = {name: [i + 0.5 for i in range(len(values))] for name, values in data.levels.items()}
    return data


REFUSED = [
    Refused("multiclass", "multiclass", dict(objective="multiclass", num_class=3), three_classes, ENDS),
    Refused("multiclassova", "multiclassova", dict(objective="multiclassova", num_class=3), three_classes),
    Refused("lambdarank", "lambdarank", dict(objective="lambdarank"), versions=ENDS, train=train_ranking),
    Refused("rank-xendcg", "rank_xendcg", dict(objective="rank_xendcg"), train=train_ranking),
    objective("poisson"),
    objective("gamma", lambda: taiwan(target="limit")),
    objective("tweedie"),
    objective("cross_entropy_lambda", lambda: taiwan(target="rate")),
    Refused("regression-sqrt", "regression sqrt", dict(objective="regression", reg_sqrt=True), lambda: taiwan(target="limit"), ENDS),
    Refused("linear-tree", "linear_tree", dict(linear_tree=True), taiwan, ("3.3.5", NEWEST)),
    Refused("custom", "no objective", dict(boost_from_average=False), taiwan, ENDS, train=train_custom),
    Refused("mixed-missing", "take a zero for missing", {}, lambda: taiwan(missing=0.1, zeros=0.2), train=train_mixed, rounds=3),
    Refused("float-categories", "32-bit integers", SETS, float_levels),
    Refused("untold-categories", "categoryFeatures", SETS, untold, ("2.3.1", NEWEST)),
    Refused("dump", "save_model", {}, dump=True, versions=ENDS),
]


# ---------------------------------------------------------------- rows


def thresholds(text, features):
    """Thresholds of the numeric splits by feature."""
    points = {f: [] for f in range(features)}
    lines = {}
    for line in text.split("\n"):
        key, _, value = line.partition("=")
        if key == "Tree" or line == "end of trees":
            for feature, threshold, kind in zip(*(lines.get(k, []) for k in ("split_feature", "threshold", "decision_type"))):
                if not int(kind) & 1:
                    points[int(feature)].append(float(threshold))
            lines = {}
        else:
            lines[key] = value.split()
    return points


def edge_rows(case, data, text, rng):
    """Rows on the model's own split points and one float64 step beside them, missing, around zero, and far out."""
    points = thresholds(text, data.X.shape[1])
    rows = data.X[rng.choice(len(data.X), case.edges, replace=False)].copy()
    near = [np.nan, 0.0, -0.0, 1e-36, -1e-36, 5e-324, ZERO, -ZERO, np.nextafter(ZERO, 1), np.nextafter(-ZERO, -1), 1e-34, 1e300, -1e300]
    for row in rows:
        for f in range(data.X.shape[1]):
            dice = rng.random()
            if data.names[f] in data.levels or f in data.categorical:
                # Among the codes some that training never saw. Where levels are known those are missing values.
                if dice < 0.2 and not data.levels:
                    row[f] = rng.choice([99, 1000, 65_537, 2**24 - 1])
                elif dice < 0.3:
                    row[f] = np.nan
            elif dice < 0.4 and points[f]:
                at = points[f][rng.integers(len(points[f]))]
                row[f] = (at, np.nextafter(at, -np.inf), np.nextafter(at, np.inf))[rng.integers(3)]
            elif dice < 0.7:
                row[f] = near[rng.integers(len(near))]
    return rows


def write_csv(path, header, rows):
    def quote(cell):
        return '"%s"' % cell.replace('"', '""') if any(c in cell for c in ',"\n') else cell

    lines = [",".join(quote(cell) for cell in line) for line in [header] + rows]
    path.write_bytes(("\n".join(lines) + "\n").encode())


def write_case(case):
    folder = HERE / "cases" / ("%s-%s" % (case.name, lgb.__version__))
    folder.mkdir(parents=True, exist_ok=True)
    data = case.data()
    case.train(case, data).save_model(str(folder / "model.txt"))
    text = (folder / "model.txt").read_text(encoding="utf-8")
    if case.require and not case.require(text):
        raise SystemExit("%s: the model does not show what it is there for" % case.name)
    booster = lgb.Booster(model_file=str(folder / "model.txt"))
    rng = np.random.default_rng(29)
    picked = data.X[rng.choice(len(data.X), case.rows, replace=False)]
    X = np.concatenate([picked, edge_rows(case, data, text, rng)])
    inputs = data.inputs(X)
    # refit forgets the names.
    data.names = booster.feature_name()
    raw = booster.predict(inputs, raw_score=True)
    prediction = booster.predict(inputs)
    shap = booster.predict(inputs, pred_contrib=True)
    cells = [[str(i)] + [data.cell(v, f) for f, v in enumerate(row)] for i, row in enumerate(X)]
    write_csv(folder / "rows.csv", ["row"] + data.names, cells)
    expected = [[str(i), repr(float(r)), repr(float(p))] for i, (r, p) in enumerate(zip(raw, prediction))]
    write_csv(folder / "expected.csv", ["row", "raw", "prediction"], expected)
    shap_rows = [[str(i)] + [repr(float(v)) for v in row] for i, row in enumerate(shap)]
    write_csv(folder / "shap.csv", ["row"] + data.names + ["BIAS"], shap_rows)
    if data.categorical and not data.levels:
        write_odd_codes(folder, data, booster, rng)
    trees = text.count("\nTree=")
    manifest = {
        "made_with": {"lightgbm": lgb.__version__, "numpy": np.__version__, "pandas": pd.__version__},
        "params": options(case),
        "trees": trees,
        # A margin is raw_score, and a contribution pred_contrib, times this.
        "margin_per_raw": case.params.get("sigmoid", 1) / (trees if "average_output" in text else 1),
        "options": case.options,
    }
    if case.note:
        manifest["note"] = case.note
    manifest["files"] = {
        file.name: {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in sorted(folder.glob("*.*")) if file.name != "manifest.json"
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_odd_codes(folder, data, booster, rng):
    """Numbers that are no category code, beside huge ones."""
    X = data.X[rng.choice(len(data.X), 24, replace=False)].copy()
    for row in X:
        for f in data.categorical:
            row[f] = rng.choice([row[f], row[f] + 0.5, -1, -7, -0.5, 2**31 - 1, 99])
    cells = [[str(i)] + [data.cell(v, f) for f, v in enumerate(row)] for i, row in enumerate(X)]
    write_csv(folder / "rows_odd.csv", ["row"] + data.names, cells)
    raw = booster.predict(X, raw_score=True)
    write_csv(folder / "expected_odd.csv", ["row", "raw"], [[str(i), repr(float(r))] for i, r in enumerate(raw)])


def write_refused(case):
    folder = HERE / "refused" / ("%s-%s" % (case.name, lgb.__version__))
    folder.mkdir(parents=True, exist_ok=True)
    booster = case.train(case, case.data())
    if case.dump:
        (folder / "model.json").write_text(json.dumps(booster.dump_model()), encoding="utf-8")
    else:
        booster.save_model(str(folder / "model.txt"))
    manifest = {"made_with": {"lightgbm": lgb.__version__}, "params": case.params, "refused": {"names": case.names}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main():
    wanted = sys.argv[1:]
    for cases, write in ((CASES, write_case), (REFUSED, write_refused)):
        for case in cases:
            if lgb.__version__ in case.versions and (not wanted or case.name in wanted):
                print(case.name)
                write(case)


main()
