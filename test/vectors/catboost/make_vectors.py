"""Makes the vectors beside this file: small CatBoost models, rows, and CatBoost's own answers.

    python make_vectors.py            the cases for the CatBoost that is installed
    python make_vectors.py NAME...    only the cases with these names

Run it once under each version of VERSIONS (README.md has the commands). Seeds are fixed and one
thread is used: a second run under the same version writes the same bytes.
"""

import csv
import gzip
import json
import math
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import catboost
import numpy as np
import pandas as pd
from catboost import CatBoost, Pool, sum_models

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
HERE_VERSION = catboost.__version__
VERSIONS = ("1.2", "1.2.5", "1.2.10")
ENDS = (VERSIONS[0], VERSIONS[-1])
NEWEST = (VERSIONS[-1],)

TAIWAN = "LIMIT_BAL EDUCATION PAY_0 PAY_2 PAY_3 BILL_AMT1 BILL_AMT6 PAY_AMT1 PAY_AMT2 PAY_AMT3".split()
WORDS = {
    "verw": "others,car new,car used,furniture,radio or television,appliances,repairs,education,vacation,retraining,business",
    "moral": "delay,critical,none or paid,paid till now,all paid here",
    "wohn": "for free,rent,own",
}
CHINESE = {
    "verw": "其他,新车,二手车,家具,家电 A,家电 B,维修,教育,度假,再培训,经营",
    "moral": "逾期,危急,无,按时,已还清",
    "wohn": "免租,租房,自有",
}
NUMBERS = ["laufzeit", "hoehe", "alter", "rate"]


@dataclass
class Data:
    X: pd.DataFrame
    y: np.ndarray
    categorical: list = field(default_factory=list)
    named: bool = True

    def pool(self, X=None, y=None, weight=None):
        X = self.X if X is None else X
        values = X if self.named else X.to_numpy(np.float32)
        return Pool(values, y, cat_features=self.categorical or None, weight=weight)


def read(name):
    with gzip.open(DATA / name, "rt") as file:
        return pd.read_csv(file)


def taiwan(missing=None, named=True, names=None, target="default", columns=TAIWAN):
    table = read("taiwan.csv.gz")
    X = table[columns].astype(np.float32)
    y = table["default.payment.next.month"].to_numpy()
    if target == "log limit":
        y = np.log1p(table["LIMIT_BAL"]).to_numpy()
        X = X.drop(columns="LIMIT_BAL")
    if missing:
        holes = np.random.default_rng(11).random(X.shape) < 0.2
        for i, column in enumerate(X.columns):
            if missing == "all" or column in missing:
                X.loc[holes[:, i], column] = np.nan
    if names:
        X.columns = names
    return Data(X, y, [], named)


def german(kind="string", missing=False):
    """South German credit: three categorical columns and four numbers."""
    table = read("south_german.csv.gz")
    X = table[list(WORDS) + NUMBERS].copy()
    for name in WORDS:
        codes = X[name] - X[name].min()
        if kind == "integer":
            X[name] = codes
        elif kind == "mixed":
            # Text that looks like a number, text that does not, and one that JSON must escape.
            X[name] = codes.map(lambda code: ["-7", "007", "3", 'a "b", c\\d', "4.0", "", "x" * 70, "y" * 20, "z" * 40, "true", "12"][code])
        else:
            words = (WORDS if kind == "string" else CHINESE)[name].split(",")
            X[name] = codes.map(lambda code: words[code])
    for name in NUMBERS:
        X[name] = X[name].astype(np.float32)
    if missing:
        rng = np.random.default_rng(13)
        for name in NUMBERS[:2]:
            X.loc[rng.random(len(X)) < 0.15, name] = np.nan
    return Data(X, (table["kredit"] == 0).astype(int).to_numpy(), list(WORDS))


def synthetic(n=3000):
    rng = np.random.default_rng(5)
    X = pd.DataFrame(rng.normal(size=(n, 3)).astype(np.float32), columns=["x0", "x1", "x2"])
    logit = 2 * np.sin(3 * X.x0) + X.x1 - 0.5 * X.x0 * X.x2
    return Data(X, (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(int).to_numpy())


def parity(n=800):
    """Two categories that say nothing alone and everything together."""
    rng = np.random.default_rng(17)
    left, right = rng.integers(0, 6, n), rng.integers(0, 6, n)
    X = pd.DataFrame({"left": [f"L{i}" for i in left], "right": [f"R{i}" for i in right], "x": rng.normal(size=n)})
    return Data(X, (left + right) % 2, ["left", "right"])


@dataclass
class Case:
    name: str
    versions: tuple
    data: object
    params: dict = field(default_factory=dict)
    rows: int = 24
    edges: int = 16
    labels: object = None  # y -> labels handed to CatBoost
    weight: object = None  # y -> sample weights
    train: object = None  # (case, data) -> model
    after: object = None  # model -> model
    unseen: bool = False
    require: object = None  # parsed model -> bool: what the case is there to show
    pool: bool = True  # whether the file is saved with the training pool
    shap: bool = True


BASE = dict(
    loss_function="Logloss", iterations=8, depth=4, learning_rate=0.3, random_seed=7, thread_count=1,
    allow_writing_files=False, verbose=0,
)


def train(case, data):
    model = CatBoost({**BASE, **case.params})
    y = case.labels(data.y) if case.labels else data.y
    model.fit(data.pool(y=y, weight=case.weight(data.y) if case.weight else None))
    return model


def train_early(case, data):
    half = len(data.X) // 2
    model = CatBoost({**BASE, **case.params})
    model.fit(
        data.pool(data.X[:half], data.y[:half]), eval_set=data.pool(data.X[half:], data.y[half:]),
        early_stopping_rounds=5, use_best_model=True,
    )
    return model


def train_sum(case, data):
    first, second = (CatBoost({**BASE, **case.params, "random_seed": seed}) for seed in (1, 2))
    first.fit(data.pool(y=data.y))
    second.fit(data.pool(y=data.y))
    return sum_models([first, second], weights=[0.3, 0.7])


def rescale(model):
    model.set_scale_and_bias(0.375, -0.8125)
    return model


def trees(model):
    return model.get("oblivious_trees") or model["trees"]


def split_types(model):
    return {s["split_type"] for t in model["oblivious_trees"] for s in t["splits"]}


def treatments(model):
    return {f["nan_value_treatment"] for f in model["features_info"]["float_features"]}


def empty_leaves(model):
    return any(0 in t["leaf_weights"] for t in model["oblivious_trees"])


def valued_empty_leaves(model):
    return any(w == 0 and v != 0 for t in model.get("oblivious_trees", []) for w, v in zip(t["leaf_weights"], t["leaf_values"]))


def nested(tree):
    """An oblivious tree as nested nodes; the last split is the root, as CatBoost weighs paths."""

    def node(depth, leaf):
        if depth < 0:
            return {"value": tree["leaf_values"][leaf], "weight": tree["leaf_weights"][leaf]}
        return {"split": tree["splits"][depth], "left": node(depth - 1, leaf), "right": node(depth - 1, leaf | 1 << depth)}

    return node(len(tree["splits"]) - 1, 0)


def borders(model):
    return max(len(f["borders"]) for f in model["features_info"]["float_features"])


ONE_HOT = dict(one_hot_max_size=255)
TREES = {"depthwise": dict(grow_policy="Depthwise", depth=5, min_data_in_leaf=20),
         "lossguide": dict(grow_policy="Lossguide", depth=9, max_leaves=24, min_data_in_leaf=10)}
ODD_NAMES = ["信用额度", "education, level", 'a "quoted" name', "back\\slash", "tab\tbed", "émigré", "🏦", "  spaces  ", "0", "constructor"]
LIMIT = lambda: taiwan(target="log limit")


def regression(loss, versions=NEWEST, **params):
    name = loss.split(":")[0].lower()
    return Case(name, versions, LIMIT, dict(loss_function=loss, iterations=5, depth=3, **params), rows=12, edges=8)


CASES = [
    Case("logistic", VERSIONS, taiwan),
    Case("logistic-depth-1", NEWEST, taiwan, dict(depth=1, iterations=20)),
    Case("logistic-depth-6", NEWEST, taiwan, dict(depth=6, iterations=4), require=empty_leaves),
    Case("logistic-depth-9", NEWEST, taiwan, dict(depth=9, iterations=2), require=empty_leaves),
    Case("cross-entropy", NEWEST, taiwan, dict(loss_function="CrossEntropy"),
         labels=lambda y: np.where(y == 1, 0.9, 0.15)),
    Case("ordered", NEWEST, taiwan, dict(boosting_type="Ordered", boost_from_average=True)),
    Case("weights", NEWEST, taiwan, dict(auto_class_weights="Balanced"),
         weight=lambda y: 0.25 + np.arange(len(y)) % 7 / 3),
    Case("classes-text", ENDS, taiwan, labels=lambda y: np.where(y == 1, "default", "paid")),
    Case("classes-order", NEWEST, taiwan, dict(class_names=["paid", "default"]),
         labels=lambda y: np.where(y == 1, "default", "paid")),
    Case("classes-boolean", NEWEST, taiwan, labels=lambda y: y == 1),
    Case("nan-min", ENDS, lambda: taiwan("all"), require=lambda m: treatments(m) == {"AsFalse"}),
    Case("nan-max", ENDS, lambda: taiwan("all"), dict(nan_mode="Max"), require=lambda m: treatments(m) == {"AsTrue"}),
    Case("nan-each", NEWEST, lambda: taiwan(TAIWAN[::2]), dict(per_float_feature_quantization=["0:nan_mode=Max", "2:nan_mode=Max"]),
         require=lambda m: treatments(m) == {"AsIs", "AsFalse", "AsTrue"}),
    Case("one-hot", VERSIONS, german, ONE_HOT, unseen=True, require=lambda m: "OneHotFeature" in split_types(m)),
    Case("one-hot-integer", ENDS, lambda: german("integer"), ONE_HOT, unseen=True,
         require=lambda m: "OneHotFeature" in split_types(m)),
    Case("one-hot-chinese", NEWEST, lambda: german("chinese", True), ONE_HOT, unseen=True),
    Case("one-hot-mixed", NEWEST, lambda: german("mixed", True), ONE_HOT, unseen=True),
    Case("one-hot-unused", NEWEST, german, dict(**ONE_HOT, iterations=2, depth=2), require=lambda m: any(
        "values" not in f for f in m["features_info"]["categorical_features"])),
    Case("depthwise", ENDS, taiwan, TREES["depthwise"]),
    Case("lossguide", ENDS, taiwan, TREES["lossguide"]),
    Case("depthwise-one-hot", NEWEST, lambda: german("string", True), {**TREES["depthwise"], **ONE_HOT}, unseen=True),
    Case("lossguide-nan", NEWEST, lambda: taiwan("all"), {**TREES["lossguide"], "nan_mode": "Max"}),
    Case("scale-and-bias", NEWEST, taiwan, after=rescale, shap=False),
    Case("depthwise-scale", NEWEST, taiwan, {**TREES["depthwise"], "iterations": 3}, after=rescale, shap=False),
    Case("sum-models", NEWEST, taiwan, dict(iterations=4), train=train_sum),
    Case("early-stopping", NEWEST, taiwan, dict(iterations=60, learning_rate=0.6), train=train_early,
         require=lambda m: len(trees(m)) < 60),
    Case("no-names", ENDS, lambda: taiwan(named=False)),
    Case("odd-names", NEWEST, lambda: taiwan(names=ODD_NAMES)),
    Case("no-pool", NEWEST, taiwan, dict(iterations=3), pool=False),
    Case("ignored", NEWEST, taiwan, dict(ignored_features=[1, 4], iterations=4)),
    Case("monotone", NEWEST, taiwan, dict(monotone_constraints=[-1, 0, 1, 1, 1, 0, 0, -1, -1, -1])),
    Case("many-borders", NEWEST, synthetic, dict(border_count=2000, iterations=60, depth=5),
         require=lambda m: borders(m) > 90),
    regression("RMSE", ENDS),
    regression("MAE"),
    regression("Quantile:alpha=0.7"),
    regression("MAPE"),
    regression("Huber:delta=1.0"),
    regression("Expectile:alpha=0.3"),
    regression("Lq:q=2.5"),
    regression("LogCosh"),
    regression("RMSPE"),
]


@dataclass
class Refused:
    name: str
    names: list  # the words that the error names
    params: dict = field(default_factory=dict)
    data: object = taiwan
    labels: object = None
    group: bool = False
    text: bool = False
    pool: bool = True


def three(y):
    return y + (np.arange(len(y)) % 5 == 0)


def counts(y):
    return y + np.arange(len(y)) % 4 + 1


def loss(name, labels=None, group=False, also=()):
    return Refused(name.split(":")[0].lower(), [name.split(":")[0], *also], dict(loss_function=name), labels=labels, group=group)


REFUSED = [
    loss("MultiClass", three, also=["3 outputs"]),
    loss("MultiClassOneVsAll", three, also=["3 outputs"]),
    loss("MultiLogloss", lambda y: np.stack([y, 1 - y], 1), also=["2 outputs"]),
    loss("MultiRMSE", lambda y: np.stack([y, 1 - y], 1)),
    loss("MultiQuantile:alpha=0.1,0.9"),
    loss("RMSEWithUncertainty"),
    loss("Poisson", counts),
    loss("Tweedie:variance_power=1.5", counts),
    loss("LogLinQuantile", counts),
    loss("Cox", counts),
    loss("Focal:focal_alpha=0.3;focal_gamma=2"),
    loss("QueryRMSE", group=True),
    loss("YetiRank", group=True),
    loss("PairLogit", group=True),
    Refused("ctr", ["CTR Borders", '"moral"'], dict(one_hot_max_size=2, depth=4, iterations=6), german),
    Refused("ctr-combination", ["CTR", '"left", "right"'], dict(one_hot_max_size=2, iterations=8, depth=5, max_ctr_complexity=4), parity),
    Refused("ctr-depthwise", ["CTR"], dict(one_hot_max_size=2, grow_policy="Depthwise", depth=4, iterations=6), german),
    Refused("one-hot-no-pool", ["category names", "pool="], ONE_HOT, german, pool=False),
]


# ---------------------------------------------------------------- writing


def edge_rows(case, data, parsed, rng):
    """Rows on the model's own borders, one float32 step below, or one above; far out; and missing."""
    rows = data.X.iloc[rng.choice(len(data.X), case.edges, replace=False)].copy()
    for feature in parsed["features_info"].get("float_features", []):
        column = feature["flat_feature_index"]
        finite = [b for b in feature["borders"] if abs(b) < 1e38]
        values = rows.iloc[:, column].to_numpy(np.float64, copy=True)
        for i in range(len(values)):
            draw = rng.random()
            if draw < 0.65 and finite:
                at = np.float32(finite[rng.integers(len(finite))])
                values[i] = (at, np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf)))[rng.integers(3)]
            elif draw < 0.72:
                values[i] = np.nan
            elif draw < 0.78:
                values[i] = (-3.4028234663852886e38, 3.4028234663852886e38, -0.0, 1e39)[rng.integers(4)]
        rows[rows.columns[column]] = values
    return rows


def short(value):
    return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")


def cells(data, X):
    for _, row in X.iterrows():
        yield ["" if isinstance(v, float) and math.isnan(v) else short(v) if isinstance(v, (float, np.floating)) else str(v) for v in row]


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def answers(model, pool, logistic):
    margins = model.predict(pool, prediction_type="RawFormulaVal")
    chances = model.predict(pool, prediction_type="Probability")[:, 1] if logistic else [math.nan] * len(margins)
    return [[i, repr(float(m)), "" if math.isnan(p) else repr(float(p))] for i, (m, p) in enumerate(zip(margins, chances))]


def brute_shap(parsed, data, X):
    """Shapley values of the path-dependent game by its definition: every subset of the features."""
    features = {f["feature_index"]: f for f in parsed["features_info"].get("float_features", [])}
    categories = {f["feature_index"]: f for f in parsed["features_info"].get("categorical_features", [])}
    hashes = {e["value"]: e["hash"] for e in parsed["features_info"].get("cat_features_hash") or []}
    scale, (bias,) = parsed["scale_and_bias"]

    def passes(split):
        if split["split_type"] == "OneHotFeature":
            column = categories[split["cat_feature_index"]]["flat_feature_index"]
            values = [np.uint32(hashes.get(str(v), 0)) for v in X.iloc[:, column]]
            return column, np.array(values) == np.uint32(split["value"] & 0xFFFFFFFF)
        feature = features[split["float_feature_index"]]
        column = feature["flat_feature_index"]
        with np.errstate(over="ignore"):
            values = X.iloc[:, column].to_numpy(np.float64).astype(np.float32)
        above = values > np.float32(split["border"])
        return column, np.where(np.isnan(values), feature["nan_value_treatment"] == "AsTrue", above)

    def prepare(node):
        if "value" in node:
            return {"value": node["value"] * scale, "weight": node["weight"]}
        left, right = prepare(node["left"]), prepare(node["right"])
        column, right_rows = passes(node["split"])
        return {"column": column, "passes": right_rows, "left": left, "right": right, "weight": left["weight"] + right["weight"]}

    def value(node, known):
        if "value" in node:
            return np.full(len(X), node["value"])
        left, right = value(node["left"], known), value(node["right"], known)
        if known >> node["column"] & 1:
            return np.where(node["passes"], right, left)
        share = node["right"]["weight"] / node["weight"] if node["weight"] else 0.5
        return right * share + left * (1 - share)

    n = X.shape[1]
    shap = np.zeros((len(X), n + 1))
    for tree in parsed.get("trees") or map(nested, parsed["oblivious_trees"]):
        root = prepare(tree)
        game = [value(root, known) for known in range(2**n)]
        shap[:, n] += game[0]
        for known in range(2**n):
            for i in range(n):
                if not known >> i & 1:
                    size = known.bit_count()
                    factor = math.factorial(size) * math.factorial(n - 1 - size) / math.factorial(n)
                    shap[:, i] += factor * (game[known | 1 << i] - game[known])
    shap[:, n] += bias
    return shap


def save(model, folder, pool):
    """As CatBoost saves it, less what differs from run to run, and less the white space."""
    folder.mkdir(parents=True)
    path = folder / "model.json"
    model.save_model(str(path), format="json", **({"pool": pool} if pool is not None else {}))
    parsed = json.loads(path.read_text())
    info = parsed["model_info"]
    for key in [key for key in info if key.split(":")[-1] in ("train_finish_time", "model_guid", "training", "output_options")]:
        del info[key]
    path.write_text(json.dumps(parsed, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    return parsed


def make(case):
    data = case.data()
    model = (case.train or train)(case, data)
    if case.after:
        model = case.after(model)
    folder = HERE / f"{case.name}-{HERE_VERSION}"
    shutil.rmtree(folder, ignore_errors=True)
    parsed = save(model, folder, data.pool(y=data.y) if case.pool else None)
    if case.require and not case.require(parsed):
        raise SystemExit(f"{case.name}: the model does not show what it should")
    # The file is what counts: its own answers, from a model that was loaded from it.
    loaded = CatBoost()
    loaded.load_model(str(folder / "model.json"), format="json")
    rng = np.random.default_rng(3)
    X = pd.concat([data.X.iloc[rng.choice(len(data.X), case.rows, replace=False)], edge_rows(case, data, parsed, rng)], ignore_index=True)
    header = list(data.X.columns) if data.named else [str(i) for i in range(data.X.shape[1])]
    write_csv(folder / "rows.csv", header, cells(data, X))
    logistic = (case.params.get("loss_function", "Logloss")) in ("Logloss", "CrossEntropy")
    got = answers(model, data.pool(X), logistic)
    again = loaded.predict(data.pool(X), prediction_type="RawFormulaVal")
    worst = max(abs(float(a[1]) - b) for a, b in zip(got, again))
    if worst > 1e-12:
        raise SystemExit(f"{case.name}: the file differs from the model by {worst}")
    write_csv(folder / "expected.csv", ["row", "margin", "probability"], got)
    error = None
    if case.shap:
        shap = model.get_feature_importance(data.pool(X), type="ShapValues")
        error = float(np.max(np.abs(shap.sum(1) - [float(a[1]) for a in got])))
        # CatBoost's own values of trees that are not symmetric need not add up, and those of symmetric ones leave
        # out leaves that no training row reached: there the definition, by hand.
        brute = error > 1e-6 or valued_empty_leaves(parsed)
        if brute:
            shap = brute_shap(parsed, data, X)
            if np.max(np.abs(shap.sum(1) - [float(a[1]) for a in got])) > 1e-9:
                raise SystemExit(f"{case.name}: the Shapley values by hand do not add up")
        name = "shap_brute.csv" if brute else "shap.csv"
        write_csv(folder / name, ["row", *header, "BIAS"], ([i, *(repr(float(v)) for v in row)] for i, row in enumerate(shap)))
    if case.unseen:
        unseen = X.head(10).copy()
        for column in data.categorical:
            # An integer that no row has: CatBoost takes it for the text that it spells.
            unseen[column] = [4242 + i for i in range(len(unseen))]
        write_csv(folder / "rows_unseen.csv", header, cells(data, unseen))
        write_csv(folder / "expected_unseen.csv", ["row", "margin", "probability"], answers(model, data.pool(unseen), logistic))
    manifest = {"case": case.name, "catboost": HERE_VERSION, "params": {**BASE, **case.params}, "trees": len(trees(parsed)),
                "bytes": (folder / "model.json").stat().st_size, "shap_row_sum_error": error}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(case.name, manifest["bytes"], manifest["trees"], manifest["shap_row_sum_error"])


def make_refused(case):
    data = case.data()
    folder = HERE / "refused" / f"{case.name}-{HERE_VERSION}"
    shutil.rmtree(folder, ignore_errors=True)
    params = {**BASE, "iterations": 2, "depth": 2, **case.params}
    y = case.labels(data.y) if case.labels else data.y
    pool = Pool(data.X, y, cat_features=data.categorical or None, group_id=np.arange(len(data.X)) // 20 if case.group else None)
    model = CatBoost(params)
    model.fit(pool)
    save(model, folder, pool if case.pool else None)
    (folder / "manifest.json").write_text(json.dumps({"refused": {"names": case.names}}, ensure_ascii=False) + "\n")
    print("refused", case.name)


def main():
    if HERE_VERSION not in VERSIONS:
        raise SystemExit(f"CatBoost {HERE_VERSION} is none of {VERSIONS}")
    wanted = set(sys.argv[1:])
    for case in CASES:
        if HERE_VERSION in case.versions and (not wanted or case.name in wanted):
            make(case)
    for case in REFUSED:
        if HERE_VERSION == VERSIONS[-1] and (not wanted or case.name in wanted):
            make_refused(case)


main()
