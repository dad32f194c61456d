"""Makes the vectors in carried/ and refused/: small ONNX files, rows, and the answers of onnxruntime
and of the library that trained the model.

    python make_onnx.py            all cases
    python make_onnx.py NAME...    only the cases with these names

Seeds are fixed and one thread is used: a second run under the same versions writes the same bytes.
The versions stand in every manifest.json.
"""

import csv
import hashlib
import json
import platform
import shutil
import sys
import warnings
from pathlib import Path

import catboost
import lightgbm as lgb
import numpy as np
import onnx
import onnxmltools
import onnxruntime as ort
import pandas as pd
import skl2onnx
import sklearn
import xgboost as xgb
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as nh
from onnxmltools.convert.common.data_types import FloatTensorType as MlFloat
from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    StackingClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
# skl2onnx gives onnx numbers of numpy and booleans, which it takes no more.
make_node = skl2onnx.common._container.make_node
skl2onnx.common._container.make_node = lambda *a, **k: make_node(*a, **{n: plain(v) for n, v in k.items()})


def plain(value):
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    return int(value) if isinstance(value, bool) else value


HERE = Path(__file__).parent
DATA = HERE.parent / "data"
ML = "ai.onnx.ml"
NP = {T.FLOAT: np.float32, T.DOUBLE: np.float64, T.INT64: np.int64, T.STRING: object}
KINDS = {T.FLOAT: "float32", T.DOUBLE: "float64", T.INT64: "int64", T.STRING: "string"}
CASES, REFUSED = {}, {}


def case(make):
    CASES[make.__name__.replace("_", "-")] = make


def refused(names):
    def register(make):
        REFUSED[make.__name__.replace("_", "-")] = (make, names)

    return register


# ---------------------------------------------------------------- data

NUMBERS = "LIMIT_BAL EDUCATION PAY_0 PAY_2 BILL_AMT1 PAY_AMT1".split()


def taiwan(rows=600, missing=0.0):
    frame = pd.read_csv(DATA / "taiwan.csv.gz").iloc[:rows]
    X = frame[NUMBERS].to_numpy(np.float64)
    if missing:
        X[np.random.default_rng(5).random(X.shape) < missing] = np.nan
    return X, frame["default.payment.next.month"].to_numpy(int)


def german():
    frame = pd.read_csv(DATA / "south_german.csv.gz")
    purposes = np.array("other,car new,car used,furniture,radio,appliances,repairs,education,vacation,retraining,business".split(","))
    housing = np.array(["for free", "rent", "own"])
    X = pd.DataFrame(
        {
            "duration": frame["laufzeit"].astype(np.float32),
            "amount": frame["hoehe"].astype(np.float32),
            "purpose": purposes[frame["verw"].to_numpy(int) % 11],
            "housing": housing[(frame["wohn"].to_numpy(int) - 1) % 3],
            "rate": frame["rate"].astype(np.int64),
            "moral": frame["moral"].astype(np.int64),
        }
    )
    return X, 1 - frame["kredit"].to_numpy(int)


# ---------------------------------------------------------------- rows on thresholds


def steps(value, dtype, reach):
    """A number and its neighbours in the dtype."""
    if np.issubdtype(dtype, np.integer):
        return [int(np.floor(value)) + k for k in range(-1, 3)]
    out, low, high = [dtype(value)], dtype(value), dtype(value)
    for _ in range(reach):
        low, high = np.nextafter(low, dtype(-np.inf)), np.nextafter(high, dtype(np.inf))
        out += [low, high]
    return [v for v in out if np.isfinite(v)]


def thresholds(model):
    """Column of the trees' input -> thresholds."""
    found = {}
    for node in model.graph.node:
        if node.domain != ML or not node.op_type.startswith("TreeEnsemble"):
            continue
        a = {x.name: h.get_attribute_value(x) for x in node.attribute}
        values = a.get("nodes_values")
        if values is None:
            values = nh.to_array(a.get("nodes_values_as_tensor", a.get("nodes_splits")))
        modes = a["nodes_modes"]
        modes = [m.decode() for m in modes] if isinstance(modes, list) else nh.to_array(modes).tolist()
        for f, v, m in zip(a["nodes_featureids"], values, modes):
            if m != "LEAF":
                found.setdefault(f, set()).add(float(v))
    return found


def edge_rows(rng, base, columns, limit, reach=1):
    """Rows of `base` with one cell moved onto a threshold of its column, or beside it."""
    out = []
    for f, (name, dtype, values) in enumerate(columns):
        values = sorted(values)
        if len(values) > limit:
            values = [values[i] for i in sorted(rng.choice(len(values), limit, replace=False))]
        for value in values:
            for near in steps(value, dtype, reach):
                row = dict(base[rng.integers(len(base))])
                row[name] = near
                out.append(row)
    return out


# ---------------------------------------------------------------- writing


def run(model, rows, inputs, output, column):
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feeds = {}
    for name, kind, names in inputs:
        table = [[row[n] for n in names] for row in rows]
        feeds[name] = np.array(table, dtype=NP[kind])
    # One row at a time sums the trees in order.
    (value,) = session.run([output], feeds)
    if isinstance(value, list):  # ZipMap
        return np.array([list(row.values())[column] for row in value], np.float64)
    value = np.asarray(value, np.float64)
    return value[:, column] if value.ndim == 2 else value


def without_transform(model):
    """The same graph with the classifier's scores as margins, where that is what they are then."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for node in copy.graph.node:
        if node.op_type != "TreeEnsembleClassifier":
            continue
        for attribute in node.attribute:
            if attribute.name == "post_transform" and attribute.s == b"LOGISTIC":
                attribute.s = b"NONE"
                return copy
    return None


def text(value):
    if isinstance(value, (str, np.str_)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    return "" if np.isnan(value) else repr(float(value))


def save_model(folder, model):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def manifest(folder, facts):
    files = {
        file.name: {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in sorted(folder.iterdir())
    }
    made = {
        "python": platform.python_version(),
        **{m.__name__: m.__version__ for m in (onnx, ort, onnxmltools, skl2onnx, sklearn, xgb, lgb, catboost, np)},
    }
    (folder / "manifest.json").write_text(json.dumps({**facts, "made_with": made, "files": files}, indent=1) + "\n")


def write(name, model, inputs, rows, output, column, library=None, options=None, note="", tolerance=None):
    """One case. `library`: rows -> the training library's own number, where it takes such rows."""
    folder = HERE / "carried" / name
    save_model(folder, model)
    names = [n for _, _, columns in inputs for n in columns]
    with open(folder / "rows.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["row", *names])
        out.writerows([i, *(text(row[n]) for n in names)] for i, row in enumerate(rows))
    score = run(model, rows, inputs, output, column)
    bare = without_transform(model)
    margin = run(bare, rows, inputs, output, column) if bare else None
    own = library(rows) if library else None
    with open(folder / "expected.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["row", "score", "margin", "library"])
        for i in range(len(rows)):
            cells = [score, margin, own]
            out.writerow([i, *("" if c is None or np.isnan(c[i]) else f"{c[i]:.9g}" for c in cells)])
    facts = {
        "case": name,
        "output": output,
        "column": column,
        "inputs": [{"name": n, "type": KINDS[k], "columns": c} for n, k, c in inputs],
        "options": options or {},
        "note": note,
    }
    if tolerance:
        facts["tolerance"] = tolerance
    manifest(folder, facts)
    difference = "" if own is None else f"library within {np.nanmax(np.abs(own - score)):.1e}"
    print(f"{name}: {len(model.SerializeToString())} bytes, {len(rows)} rows, {difference}")


def dense(name, model, X, output, column, library=None, kind=T.FLOAT, reach=1, inverse=None, limit=12, nan=True, **more):
    """A case with one wide input: rows of X, then rows on the thresholds; `library` takes a matrix."""
    dtype = NP[kind]
    names = [f"f{k}" for k in range(X.shape[1])]
    rng = np.random.default_rng(7)
    base = [dict(zip(names, map(dtype, row))) for row in X[:30]]
    found = thresholds(model)
    columns = []
    for k, n in enumerate(names):
        values = found.get(k, set())
        if inverse:
            values = {inverse(k, v) for v in values}
        columns.append((n, dtype, values))
    rows = base + edge_rows(rng, base, columns, limit, reach)
    if nan:
        rows += [{**base[k % len(base)], n: dtype(np.nan)} for k, n in enumerate(names)]
        rows.append({n: dtype(np.nan) for n in names})
    own = (lambda rows: library(np.array([[r[n] for n in names] for r in rows], dtype))) if library else None
    (input_name,) = [i.name for i in model.graph.input]
    write(name, model, [(input_name, kind, names)], rows, output, column, own, **more)


def skl(model, X, kind=FloatTensorType, **options):
    return to_onnx(
        model, initial_types=[("X", kind([None, X.shape[1]]))], target_opset={"": 18, ML: 3}, options=options or None
    )


def float_outputs(model):
    """skl2onnx declares doubles where its trees give floats; onnxruntime refuses the file."""
    for value in (*model.graph.output, *model.graph.value_info):
        if value.type.tensor_type.elem_type == T.DOUBLE:
            value.type.tensor_type.elem_type = T.FLOAT
    return model


def no_zipmap(model):
    return {id(model): {"zipmap": False}}


# ---------------------------------------------------------------- xgboost and lightgbm


@case
def xgboost_binary():
    X, y = taiwan(missing=0.1)
    model = xgb.XGBClassifier(n_estimators=12, max_depth=4, n_jobs=1, random_state=1, base_score=0.3).fit(X, y)
    onx = onnxmltools.convert_xgboost(model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15)
    dense("xgboost-binary", onx, X, "probabilities", 1, lambda Z: model.predict_proba(Z)[:, 1])


@case
def xgboost_regression():
    X, y = taiwan(missing=0.1)
    model = xgb.XGBRegressor(n_estimators=10, max_depth=3, n_jobs=1, random_state=1).fit(X, np.nan_to_num(X[:, 0]) / 1e5 + y)
    onx = onnxmltools.convert_xgboost(model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15)
    dense("xgboost-regression", onx, X, "variable", 0, model.predict)


@case
def lightgbm_binary():
    X, y = taiwan(missing=0.1)
    model = lgb.LGBMClassifier(n_estimators=12, num_leaves=12, n_jobs=1, random_state=1, verbose=-1).fit(X, y)
    onx = onnxmltools.convert_lightgbm(model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15)
    # LightGBM compares doubles with thresholds that the converter rounded: no answers on thresholds.
    dense("lightgbm-binary", onx, X, "probabilities", 1)


@case
def lightgbm_no_zipmap():
    X, y = taiwan()
    model = lgb.LGBMClassifier(n_estimators=8, num_leaves=8, n_jobs=1, random_state=2, verbose=-1).fit(X, y)
    onx = onnxmltools.convert_lightgbm(
        model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15, zipmap=False
    )
    dense("lightgbm-no-zipmap", onx, X, "probabilities", 1)


@case
def lightgbm_categories():
    X, y = taiwan()
    X = X[:, [0, 1, 2, 3]].copy()
    X[:, 2:] += 2
    model = lgb.LGBMClassifier(
        n_estimators=8, num_leaves=8, n_jobs=1, random_state=2, verbose=-1, min_data_per_group=5, cat_smooth=1, max_cat_to_onehot=2
    ).fit(X, y, categorical_feature=[1, 2, 3])
    onx = onnxmltools.convert_lightgbm(
        model, initial_types=[("X", MlFloat([None, 4]))], target_opset=15, zipmap=False
    )
    names = [f"f{k}" for k in range(4)]
    base = [dict(zip(names, map(np.float32, row))) for row in X[:40]]
    rows = base + [{**base[k], n: np.float32(c)} for n in names[1:] for k, c in enumerate(range(0, 14))]
    rows += edge_rows(np.random.default_rng(3), base, [("f0", np.float32, thresholds(onx)[0])], 10)
    rows += [{**base[k], n: np.float32(np.nan)} for k, n in enumerate(names)]
    write("lightgbm-categories", onx, [("X", T.FLOAT, names)], rows, "probabilities", 1)


@case
def lightgbm_split():
    X, y = taiwan()
    model = lgb.LGBMRegressor(n_estimators=12, num_leaves=8, n_jobs=1, random_state=2, verbose=-1).fit(X, X[:, 0] / 1e5 + y)
    onx = onnxmltools.convert_lightgbm(model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15, split=4)
    dense("lightgbm-split", onx, X, "variable", 0)


def from_catboost(model):
    path = HERE / "catboost.onnx"
    model.save_model(str(path), format="onnx")
    onx = onnx.load(path)
    path.unlink()
    return onx


@case
def catboost_binary():
    X, y = taiwan()
    model = catboost.CatBoostClassifier(iterations=10, depth=3, random_seed=1, thread_count=1, verbose=0, allow_writing_files=False).fit(X, y)
    onx = from_catboost(model)
    dense("catboost-binary", onx, X, "probabilities", 1, lambda Z: model.predict_proba(Z)[:, 1], nan=False)


@case
def catboost_regression():
    X, y = taiwan()
    model = catboost.CatBoostRegressor(iterations=8, depth=3, random_seed=1, thread_count=1, verbose=0, allow_writing_files=False).fit(X, y)
    dense("catboost-regression", from_catboost(model), X, "predictions", 0, model.predict, nan=False)


# ---------------------------------------------------------------- scikit-learn


@case
def sklearn_boosting():
    X, y = taiwan()
    model = GradientBoostingClassifier(n_estimators=12, max_depth=3, random_state=1).fit(X, y)
    onx = skl(model, X, **{})
    dense("sklearn-boosting", onx, X, "output_probability", 1, lambda Z: own(model, Z))


def own(model, Z):
    """scikit-learn's probability, where no cell is missing."""
    out = np.full(len(Z), np.nan)
    good = ~np.isnan(Z.astype(np.float64)).any(axis=1)
    out[good] = model.predict_proba(Z[good])[:, 1]
    return out


@case
def sklearn_boosting_labels():
    X, y = taiwan()
    model = GradientBoostingClassifier(n_estimators=6, max_depth=2, random_state=1).fit(X, np.where(y, "bad", "good"))
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3}, options=no_zipmap(model))
    # Classes are sorted: "bad" is the first.
    dense("sklearn-boosting-labels", onx, X, "probabilities", 0, lambda Z: 1 - own(model, Z), options={"column": 0})


@case
def sklearn_exponential():
    """Twice the score, behind the trees, is the log-odds."""
    X, y = taiwan()
    model = GradientBoostingClassifier(loss="exponential", n_estimators=6, max_depth=3, random_state=1).fit(X, y)
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3}, options=no_zipmap(model))
    dense("sklearn-exponential", onx, X, "probabilities", 1, lambda Z: own(model, Z))


@case
def sklearn_hist():
    X, y = taiwan(missing=0.15)
    model = HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=10, random_state=1).fit(X, y)
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3}, options=no_zipmap(model))
    dense("sklearn-hist", onx, X, "probabilities", 1)


@case
def sklearn_hist_regression():
    X, y = taiwan(missing=0.15)
    model = HistGradientBoostingRegressor(max_iter=10, max_leaf_nodes=10, random_state=1).fit(X, y)
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3})
    dense("sklearn-hist-regression", onx, X, "variable", 0)


@case
def sklearn_forest():
    X, y = taiwan()
    model = RandomForestClassifier(n_estimators=8, max_depth=4, random_state=1, n_jobs=1).fit(X, y)
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3}, options=no_zipmap(model))
    dense("sklearn-forest", onx, X, "probabilities", 1, lambda Z: own(model, Z), nan=False)


@case
def sklearn_tree():
    X, y = taiwan()
    model = DecisionTreeClassifier(max_depth=5, random_state=1).fit(X, y)
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 1}, options=no_zipmap(model))
    dense("sklearn-tree", onx, X, "probabilities", 1, lambda Z: own(model, Z), nan=False)


@case
def sklearn_extra_trees():
    X, y = taiwan()
    model = ExtraTreesRegressor(n_estimators=6, max_depth=4, random_state=1, n_jobs=1).fit(X, y)
    onx = to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3})
    dense("sklearn-extra-trees", onx, X, "variable", 0, model.predict, nan=False)


@case
def sklearn_double():
    X, y = taiwan()
    X = X + np.random.default_rng(2).random(X.shape) * 1e-9
    model = GradientBoostingRegressor(n_estimators=8, max_depth=3, random_state=1).fit(X, y)
    onx = float_outputs(skl(model, X, DoubleTensorType))
    dense("sklearn-double", onx, X, "variable", 0, kind=T.DOUBLE, nan=False)


@case
def sklearn_integers():
    X, y = taiwan()
    model = GradientBoostingClassifier(n_estimators=8, max_depth=3, random_state=1).fit(X, y)
    onx = to_onnx(
        model, initial_types=[("X", Int64TensorType([None, 6]))], target_opset={"": 18, ML: 3}, options=no_zipmap(model)
    )
    dense("sklearn-integers", onx, X.astype(np.int64), "probabilities", 1, lambda Z: own(model, Z), kind=T.INT64, nan=False)


# ---------------------------------------------------------------- pipelines


def scaled(name, scaler, inverse, kind=T.FLOAT, missing=0.0, imputer=False, nan=True):
    X, y = taiwan(missing=missing)
    steps_ = ([SimpleImputer(strategy="median")] if imputer else []) + [scaler]
    model = make_pipeline(*steps_, GradientBoostingClassifier(n_estimators=8, max_depth=3, random_state=1)).fit(X, y)
    tensor = FloatTensorType if kind == T.FLOAT else DoubleTensorType
    onx = to_onnx(
        model, initial_types=[("X", tensor([None, 6]))], target_opset={"": 18, ML: 3}, options=no_zipmap(model[-1])
    )
    if kind == T.DOUBLE:
        onx = float_outputs(onx)
    fitted = model[-2]
    # scikit-learn scales in float64 and the graph in float32: they part on thresholds.
    dense(name, onx, X, "probabilities", 1, kind=kind, reach=6, limit=8, inverse=lambda k, v: inverse(fitted, k, v), nan=nan)


@case
def pipeline_standard_scaler():
    scaled("pipeline-standard-scaler", StandardScaler(), lambda s, k, v: v * s.scale_[k] + s.mean_[k])


@case
def pipeline_imputer():
    back = lambda s, k, v: v * s.scale_[k] + s.mean_[k]
    scaled("pipeline-imputer", StandardScaler(), back, missing=0.1, imputer=True)


@case
def pipeline_min_max():
    scaled("pipeline-min-max", MinMaxScaler((-1, 1)), lambda s, k, v: (v - s.min_[k]) / s.scale_[k])


@case
def pipeline_robust():
    scaled("pipeline-robust", RobustScaler(), lambda s, k, v: v * s.scale_[k] + s.center_[k])


@case
def pipeline_double():
    back = lambda s, k, v: v * s.scale_[k] + s.mean_[k]
    scaled("pipeline-double", StandardScaler(), back, kind=T.DOUBLE, nan=False)


def columns_case(name, transformer, estimator, columns, unseen=None):
    """One input for each column, as a ColumnTransformer of a data frame gets them."""
    X, y = german()
    X = X[columns]
    model = make_pipeline(transformer, estimator).fit(X, y)
    types = []
    inputs = []
    for n in columns:
        dtype = X[n].dtype
        kind, tensor = (
            (T.FLOAT, FloatTensorType) if dtype == np.float32 else (T.INT64, Int64TensorType) if dtype == np.int64 else (T.STRING, StringTensorType)
        )
        types.append((n, tensor([None, 1])))
        inputs.append((n, kind, [n]))
    onx = to_onnx(model, initial_types=types, target_opset={"": 18, ML: 3}, options=no_zipmap(model[-1]))
    rng = np.random.default_rng(4)
    base = X.iloc[:60].to_dict("records")
    rows = list(base)
    for n in columns:
        if X[n].dtype != np.float32:
            rows += [{**base[rng.integers(60)], n: v} for v in sorted(set(X[n]))]
        else:
            values = np.unique(X[n])
            middle = (values[1:] + values[:-1]) / 2
            rows += edge_rows(rng, base, [(n, np.float32, set(middle[:: max(1, len(middle) // 40)]))], 40)
    for n, v in (unseen or {}).items():
        rows += [{**base[k], n: v} for k in range(4)]
    numbers = lambda rows: model.predict_proba(pd.DataFrame(rows)[columns].astype(X.dtypes.to_dict()))[:, 1]
    write(name, onx, inputs, rows, "probabilities", 1, numbers)


@case
def columns_one_hot():
    transformer = ColumnTransformer(
        [("n", "passthrough", ["duration", "amount"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["purpose", "housing"])]
    )
    estimator = GradientBoostingClassifier(n_estimators=10, max_depth=3, random_state=1)
    columns_case("columns-one-hot", transformer, estimator, ["duration", "amount", "purpose", "housing"])


@case
def columns_integers():
    transformer = ColumnTransformer(
        [("n", "passthrough", ["amount"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["rate", "moral"])]
    )
    estimator = GradientBoostingClassifier(n_estimators=10, max_depth=3, random_state=1)
    columns_case("columns-integers", transformer, estimator, ["amount", "rate", "moral"], {"rate": 9})


@case
def columns_ordinal():
    transformer = ColumnTransformer([("n", "passthrough", ["duration"]), ("c", OrdinalEncoder(), ["purpose", "housing"])])
    estimator = GradientBoostingClassifier(n_estimators=10, max_depth=4, random_state=1)
    columns_case("columns-ordinal", transformer, estimator, ["duration", "purpose", "housing"])


def register():
    shapes = calculate_linear_classifier_output_shapes
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    update_registered_converter(xgb.XGBClassifier, "XgboostClassifier", shapes, convert_xgboost, options=options)
    update_registered_converter(lgb.LGBMClassifier, "LightgbmClassifier", shapes, convert_lightgbm, options=options)


@case
def columns_xgboost():
    register()
    transformer = ColumnTransformer([("n", StandardScaler(), ["duration", "amount"]), ("c", OneHotEncoder(), ["housing"])])
    estimator = xgb.XGBClassifier(n_estimators=8, max_depth=3, n_jobs=1, random_state=1)
    columns_case("columns-xgboost", transformer, estimator, ["duration", "amount", "housing"])


# ---------------------------------------------------------------- graphs by hand


def graph(nodes, inputs, outputs, version=3, initializers=(), opset=18, labels=T.INT64):
    kinds = {"L": labels}
    made = h.make_graph(
        nodes,
        "g",
        [h.make_tensor_value_info(n, kind, [None, width]) for n, kind, width in inputs],
        [h.make_tensor_value_info(n, kinds.get(n, T.FLOAT), None) for n in outputs],
        list(initializers),
    )
    opsets = [h.make_opsetid("", opset)] + ([h.make_opsetid(ML, version)] if version else [])
    return h.make_model(made, opset_imports=opsets, ir_version=9, producer_name="make_onnx")


class Trees:
    """Random trees as the lists of TreeEnsembleRegressor and TreeEnsembleClassifier."""

    def __init__(self, seed, trees, depth, draw, votes=(0,), weights=(-1, 1)):
        self.rng = np.random.default_rng(seed)
        self.nodes = {k: [] for k in "treeids nodeids featureids values modes truenodeids falsenodeids missing_value_tracks_true".split()}
        self.votes = {k: [] for k in "treeids nodeids ids weights".split()}
        self.hitrates = []
        for tree in range(trees):
            self.tree, self.next = tree, 0
            self.grow(depth, draw, votes, weights, 1000)

    def grow(self, depth, draw, votes, weights, hits):
        at, self.next = self.next, self.next + 1
        place = len(self.nodes["nodeids"])
        leaf = depth == 0 or (depth < 3 and self.rng.random() < 0.15)
        feature, value, mode = (0, 0.0, "LEAF") if leaf else draw(self.rng)
        track = 0 if leaf else int(self.rng.integers(2))
        for key, entry in zip(self.nodes, (self.tree, at, feature, value, mode, 0, 0, track)):
            self.nodes[key].append(entry)
        self.hitrates.append(float(hits))
        if leaf:
            for vote in votes:
                for key, entry in zip(self.votes, (self.tree, at, vote, float(np.float32(self.rng.uniform(*weights))))):
                    self.votes[key].append(entry)
            return at
        part = int(self.rng.integers(1, max(2, hits)))
        self.nodes["truenodeids"][place] = self.grow(depth - 1, draw, votes, weights, part)
        self.nodes["falsenodeids"][place] = self.grow(depth - 1, draw, votes, weights, hits - part)
        return at

    def node(self, op, double=False, hitrates=False, **more):
        prefix = "target" if op == "TreeEnsembleRegressor" else "class"
        attributes = {f"nodes_{k}": v for k, v in self.nodes.items()}
        attributes |= {f"{prefix}_{k}": v for k, v in self.votes.items()}
        if hitrates:
            attributes["nodes_hitrates"] = self.hitrates
        if double:
            for key in ("nodes_values", f"{prefix}_weights"):
                attributes[f"{key}_as_tensor"] = nh.from_array(np.array(attributes.pop(key), np.float64))
        names = ["X"]
        outputs = ["Y"] if prefix == "target" else ["L", "Y"]
        return h.make_node(op, names, outputs, domain=ML, **attributes, **more)


ORDERED = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT"]


def numbers(rng):
    return int(rng.integers(3)), float(np.float32(rng.choice([-1.5, -0.1, 0.0, 0.3, 1e-3, 2.5, 700.1]))), str(rng.choice(ORDERED))


def sample(width, seed=1):
    return np.random.default_rng(seed).normal(size=(30, width)) * 2


@case
def hand_mixed_modes():
    node = Trees(1, 6, 4, numbers).node("TreeEnsembleRegressor", n_targets=1, base_values=[0.25])
    dense("hand-mixed-modes", graph([node], [("X", T.FLOAT, 3)], ["Y"]), sample(3), "Y", 0)


@case
def hand_doubles():
    def draw(rng):
        return int(rng.integers(3)), float(rng.choice([-1.5, 0.1, 0.3, 1e-3, 2.5])), str(rng.choice(ORDERED))

    node = Trees(2, 6, 4, draw).node("TreeEnsembleRegressor", double=True, n_targets=1)
    dense("hand-doubles", graph([node], [("X", T.DOUBLE, 3)], ["Y"]), sample(3), "Y", 0, kind=T.DOUBLE)


@case
def hand_float_thresholds_double_input():
    node = Trees(3, 5, 4, numbers, votes=(0,)).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC")
    dense("hand-float-thresholds-double-input", graph([node], [("X", T.DOUBLE, 3)], ["L", "Y"]), sample(3), "Y", 1, kind=T.DOUBLE)


@case
def hand_integer_input():
    def draw(rng):
        return int(rng.integers(3)), float(rng.choice([-2, 0.5, 3, 16777216, 16777218])), str(rng.choice(ORDERED))

    node = Trees(4, 5, 4, draw).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC")
    dense("hand-integer-input", graph([node], [("X", T.INT64, 3)], ["L", "Y"]), np.round(sample(3) * 3), "Y", 1, kind=T.INT64, nan=False)


def codes(rng):
    return int(rng.integers(3)), float(rng.integers(-1, 40)), str(rng.choice(["BRANCH_EQ", "BRANCH_NEQ"]))


def code_rows(seed, count=120):
    rng = np.random.default_rng(seed)
    rows = [{f"f{k}": np.float32(v) for k, v in enumerate(r)} for r in rng.integers(-1, 42, size=(count, 3))]
    return rows + [{**rows[k], f"f{k % 3}": np.float32(np.nan)} for k in range(12)]


@case
def hand_equality():
    node = Trees(5, 6, 6, codes).node("TreeEnsembleRegressor", n_targets=1)
    onx = graph([node], [("X", T.FLOAT, 3)], ["Y"])
    write("hand-equality", onx, [("X", T.FLOAT, ["f0", "f1", "f2"])], code_rows(1), "Y", 0)


@case
def hand_average():
    node = Trees(6, 7, 3, numbers).node("TreeEnsembleRegressor", n_targets=1, aggregate_function="AVERAGE", base_values=[0.5])
    dense("hand-average", graph([node], [("X", T.FLOAT, 3)], ["Y"]), sample(3), "Y", 0)


@case
def hand_softmax():
    node = Trees(7, 5, 3, numbers, votes=(0, 1)).node("TreeEnsembleClassifier", classlabels_strings=["a", "b"], post_transform="SOFTMAX")
    dense("hand-softmax", graph([node], [("X", T.FLOAT, 3)], ["L", "Y"], labels=T.STRING), sample(3), "Y", 1)


@case
def hand_logistic_both():
    node = Trees(8, 5, 3, numbers, votes=(0, 1)).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC")
    dense("hand-logistic-both", graph([node], [("X", T.FLOAT, 3)], ["L", "Y"]), sample(3), "Y", 1)


@case
def hand_class_one():
    node = Trees(9, 5, 3, numbers, votes=(1,)).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC")
    dense("hand-class-one", graph([node], [("X", T.FLOAT, 3)], ["L", "Y"]), sample(3), "Y", 1)


@case
def hand_positive_votes():
    node = Trees(10, 5, 3, numbers, weights=(0.01, 0.2)).node(
        "TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC", base_values=[0.125]
    )
    dense("hand-positive-votes", graph([node], [("X", T.FLOAT, 3)], ["L", "Y"]), sample(3), "Y", 1)


@case
def hand_hitrates():
    node = Trees(11, 5, 4, numbers).node("TreeEnsembleRegressor", hitrates=True, n_targets=1)
    dense("hand-hitrates", graph([node], [("X", T.FLOAT, 3)], ["Y"]), sample(3), "Y", 0)


@case
def hand_targets():
    node = Trees(12, 5, 3, numbers, votes=(0, 1, 2)).node("TreeEnsembleRegressor", n_targets=3, base_values=[0.5, -1.0, 2.0])
    onx = graph([node], [("X", T.FLOAT, 3)], ["Y"])
    dense("hand-targets", onx, sample(3), "Y", 1, options={"column": 1})


@case
def hand_scaler():
    """Falling and flat columns, and a threshold that no number reaches."""
    trees = Trees(13, 6, 4, numbers).node("TreeEnsembleRegressor", n_targets=1)
    trees.input[0] = "S"
    scaler = h.make_node("Scaler", ["X"], ["S"], domain=ML, offset=[0.1, 300.0, -7.0], scale=[-0.3, 1e-3, 0.0])
    onx = graph([scaler, trees], [("X", T.FLOAT, 3)], ["Y"])
    back = lambda k, v: [v / -0.3 + 0.1, v * 1e3 + 300, v][k]
    dense("hand-scaler", onx, sample(3), "Y", 0, reach=10, inverse=back)


@case
def hand_arithmetic():
    """Standard operators ahead of the trees and behind them."""
    trees = Trees(14, 6, 4, numbers).node("TreeEnsembleRegressor", n_targets=1)
    trees.input[0], trees.output[0] = "Z", "M"
    constants = [
        nh.from_array(np.array([0.3, 1.7, -2.2], np.float32), "mean"),
        nh.from_array(np.array([1.3, -0.7, 33.0], np.float32), "deviation"),
        nh.from_array(np.array([0.5], np.float32), "half"),
        nh.from_array(np.array(1.0, np.float32), "one"),
        nh.from_array(np.array([2, 0, 1], np.int64), "order"),
    ]
    nodes = [
        h.make_node("Sub", ["X", "mean"], ["A"]),
        h.make_node("Div", ["A", "deviation"], ["B"]),
        h.make_node("Gather", ["B", "order"], ["Z"], axis=1),
        trees,
        h.make_node("Mul", ["M", "half"], ["H"]),
        h.make_node("Sigmoid", ["H"], ["P"]),
        h.make_node("Sub", ["one", "P"], ["Q"]),
        h.make_node("Concat", ["P", "Q"], ["Y"], axis=1),
    ]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["Y"], initializers=constants)
    dense("hand-arithmetic", onx, sample(3), "Y", 1, nan=True)


@case
def hand_imputer_one_hot():
    """An encoder of numbers with a fraction cut off, an imputer, and both through one vectorizer."""
    def draw(rng):
        f = int(rng.integers(5))
        return (f, 0.5, "BRANCH_LT") if f < 4 else (f, float(np.float32(rng.choice([-1.0, 0.2, 2.5]))), "BRANCH_LEQ")

    trees = Trees(15, 6, 5, draw).node("TreeEnsembleRegressor", n_targets=1)
    trees.input[0] = "V"
    nodes = [
        h.make_node("OneHotEncoder", ["C"], ["H"], domain=ML, cats_int64s=[0, 2, 3, 7], zeros=1),
        h.make_node("Flatten", ["H"], ["F"], axis=1),
        h.make_node("Imputer", ["N"], ["I"], domain=ML, imputed_value_floats=[0.2], replaced_value_float=float("nan")),
        h.make_node("FeatureVectorizer", ["F", "I"], ["V"], domain=ML, inputdimensions=[4, 1]),
        trees,
    ]
    onx = graph(nodes, [("C", T.FLOAT, 1), ("N", T.FLOAT, 1)], ["Y"])
    rng = np.random.default_rng(6)
    rows = [{"C": np.float32(c), "N": np.float32(n)} for c, n in zip(rng.integers(0, 9, 40), rng.normal(size=40) * 2)]
    rows += edge_rows(rng, rows[:40], [("N", np.float32, {-1.0, float(np.float32(0.2)), 2.5})], 9)
    rows += [{**rows[k], n: np.float32(np.nan)} for k in range(6) for n in ("C", "N")]
    write("hand-imputer-one-hot", onx, [("C", T.FLOAT, ["C"]), ("N", T.FLOAT, ["N"])], rows, "Y", 0)


class Trees5:
    """Random trees as the lists of TreeEnsemble."""

    def __init__(self, seed, trees, depth, draw, dtype):
        self.rng, self.dtype = np.random.default_rng(seed), dtype
        self.n = {k: [] for k in "featureids splits modes truenodeids trueleafs falsenodeids falseleafs missing_value_tracks_true".split()}
        self.leaves, self.members, self.roots = [], {}, []
        for _ in range(trees):
            self.roots.append(self.grow(depth, draw)[0])

    def grow(self, depth, draw):
        if depth == 0:
            self.leaves.append(self.rng.uniform(-1, 1))
            return len(self.leaves) - 1, 1
        at = len(self.n["modes"])
        feature, split, mode, members = draw(self.rng)
        if members:
            self.members[at] = members
        for key, entry in zip(self.n, (feature, split, mode, 0, 0, 0, 0, int(self.rng.integers(2)))):
            self.n[key].append(entry)
        for side in ("true", "false"):
            child, leaf = self.grow(depth - 1 if self.rng.random() < 0.85 else 0, draw)
            self.n[f"{side}nodeids"][at], self.n[f"{side}leafs"][at] = child, leaf
        return at, 0

    def node(self, **more):
        a = {f"nodes_{k}": v for k, v in self.n.items()}
        a["nodes_splits"] = nh.from_array(np.array(a["nodes_splits"], self.dtype))
        a["nodes_modes"] = nh.from_array(np.array(a["nodes_modes"], np.uint8))
        if self.members:
            flat = [v for at in sorted(self.members) for v in (*self.members[at], np.nan)]
            a["membership_values"] = nh.from_array(np.array(flat, self.dtype))
        weights = nh.from_array(np.array(self.leaves, self.dtype))
        return h.make_node(
            "TreeEnsemble", ["X"], ["Y"], domain=ML, n_targets=1, tree_roots=self.roots,
            leaf_targetids=[0] * len(self.leaves), leaf_weights=weights, **a, **more,
        )


def numbers5(rng):
    return int(rng.integers(3)), float(rng.choice([-1.5, -0.1, 0.0, 0.3, 2.5])), int(rng.integers(4)), None


@case
def ensemble_float():
    node = Trees5(1, 6, 4, numbers5, np.float32).node()
    dense("ensemble-float", graph([node], [("X", T.FLOAT, 3)], ["Y"], 5), sample(3), "Y", 0)


@case
def ensemble_double():
    node = Trees5(2, 6, 4, numbers5, np.float64).node(aggregate_function=0)
    onx = graph([node], [("X", T.DOUBLE, 3)], [], 5)
    onx.graph.output.append(h.make_tensor_value_info("Y", T.DOUBLE, None))
    dense("ensemble-double", onx, sample(3), "Y", 0, kind=T.DOUBLE)


@case
def ensemble_member():
    def draw(rng):
        if rng.random() < 0.6:
            return int(rng.integers(3)), 0.0, 6, sorted(map(float, rng.choice(40, rng.integers(1, 6), replace=False)))
        return int(rng.integers(3)), float(rng.integers(40)), int(rng.choice([4, 5])), None

    node = Trees5(3, 6, 5, draw, np.float32).node()
    onx = graph([node], [("X", T.FLOAT, 3)], ["Y"], 5)
    write("ensemble-member", onx, [("X", T.FLOAT, ["f0", "f1", "f2"])], code_rows(2), "Y", 0)


# ---------------------------------------------------------------- refused


@refused("3 classes")
def three_classes():
    X, y = taiwan()
    model = RandomForestClassifier(n_estimators=2, max_depth=2, random_state=1, n_jobs=1).fit(X, y + (X[:, 1] > 2))
    return to_onnx(model, X[:1].astype(np.float32), target_opset={"": 18, ML: 3}, options=no_zipmap(model))


@refused("Normalizer")
def normalizer():
    X, y = taiwan()
    model = make_pipeline(Normalizer(), GradientBoostingClassifier(n_estimators=2, max_depth=2, random_state=1)).fit(X, y)
    return skl(model, X)


@refused("MatMul")
def principal_components():
    X, y = taiwan()
    model = make_pipeline(PCA(3), GradientBoostingClassifier(n_estimators=2, max_depth=2, random_state=1)).fit(X, y)
    return skl(model, X)


def refused_sklearn(model):
    X, y = taiwan()
    return to_onnx(model.fit(X, y), X[:1].astype(np.float32), target_opset={"": 18, ML: 3}, options=no_zipmap(model))


@refused("ArgMax")
def ada_boost():
    """Trees vote, and the votes are what is weighed."""
    return refused_sklearn(AdaBoostClassifier(n_estimators=3, random_state=1))


@refused("Exp")
def calibrated_forest():
    """A mean of logistic functions of probabilities."""
    return refused_sklearn(CalibratedClassifierCV(RandomForestClassifier(2, max_depth=2, random_state=1, n_jobs=1), cv=2))


@refused("ReduceMean")
def bagged_trees():
    return refused_sklearn(BaggingClassifier(DecisionTreeClassifier(max_depth=2, random_state=1), 2, random_state=1))


@refused("LinearClassifier")
def stacked():
    trees = DecisionTreeClassifier(max_depth=2, random_state=1)
    return refused_sklearn(StackingClassifier([("t", trees), ("l", LogisticRegression())]))


def logistic_trees(output="P"):
    node = Trees(7, 2, 2, numbers, votes=(1,)).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC")
    node.output[0], node.output[1] = f"L{output}", output
    return node


@refused("probability")
def sum_of_probabilities():
    nodes = [logistic_trees("P"), logistic_trees("Q"), h.make_node("Add", ["P", "Q"], ["Y"])]
    return graph(nodes, [("X", T.FLOAT, 3)], ["Y"])


@refused("probability")
def turned_probability():
    """2 - p is no complement."""
    nodes = [logistic_trees("P"), h.make_node("Sub", ["two", "P"], ["Y"])]
    return graph(nodes, [("X", T.FLOAT, 3)], ["Y"], initializers=[nh.from_array(np.array([2], np.float32), "two")])


@refused("leaves without a vote")
def leaves_without_votes():
    """Votes for both classes, but for class 1 not in every leaf."""
    node = Trees(7, 1, 2, numbers, votes=(0, 1)).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC")
    lists = {a.name: list(h.get_attribute_value(a)) for a in node.attribute if a.name.startswith("class_")}
    first = lists["class_ids"].index(1)
    for attribute in node.attribute:
        if attribute.name in lists:
            values = lists[attribute.name]
            attribute.CopyFrom(h.make_attribute(attribute.name, values[:first] + values[first + 1 :]))
    return graph([node], [("X", T.FLOAT, 3)], ["L", "Y"])


@refused("Exp")
def poisson():
    X, y = taiwan()
    model = lgb.LGBMRegressor(objective="poisson", n_estimators=2, num_leaves=4, n_jobs=1, verbose=-1).fit(X, y)
    return onnxmltools.convert_lightgbm(model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15)


@refused("changes a probability after the logistic function")
def lightgbm_forest():
    """The converter divides the probability by the number of trees, which LightGBM does not."""
    X, y = taiwan()
    model = lgb.LGBMClassifier(
        boosting_type="rf", bagging_fraction=0.6, bagging_freq=1, n_estimators=3, num_leaves=4, n_jobs=1, random_state=2, verbose=-1
    ).fit(X, y)
    return onnxmltools.convert_lightgbm(model, initial_types=[("X", MlFloat([None, 6]))], target_opset=15, zipmap=False)


@refused("aggregate_function MIN")
def minimum():
    node = Trees(1, 2, 2, numbers).node("TreeEnsembleRegressor", n_targets=1, aggregate_function="MIN")
    return graph([node], [("X", T.FLOAT, 3)], ["Y"])


@refused("aggregate_function MAX")
def maximum():
    return graph([Trees5(1, 2, 2, numbers5, np.float32).node(aggregate_function=3)], [("X", T.FLOAT, 3)], ["Y"], 5)


@refused("post_transform PROBIT")
def probit():
    node = Trees(1, 2, 2, numbers).node("TreeEnsembleRegressor", n_targets=1, post_transform="PROBIT")
    return graph([node], [("X", T.FLOAT, 3)], ["Y"])


@refused("post_transform LOGISTIC")
def regressor_logistic():
    return graph([Trees5(1, 2, 2, numbers5, np.float32).node(post_transform=2)], [("X", T.FLOAT, 3)], ["Y"], 5)


@refused("post_transform SOFTMAX_ZERO")
def softmax_zero():
    node = Trees(7, 2, 2, numbers, votes=(0, 1)).node("TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="SOFTMAX_ZERO")
    return graph([node], [("X", T.FLOAT, 3)], ["L", "Y"])


@refused("base_values and votes for both classes")
def two_bases():
    node = Trees(7, 2, 2, numbers, votes=(0, 1)).node(
        "TreeEnsembleClassifier", classlabels_int64s=[0, 1], post_transform="LOGISTIC", base_values=[0.1, 0.2]
    )
    return graph([node], [("X", T.FLOAT, 3)], ["L", "Y"])


@refused("whole numbers")
def equality_of_fractions():
    draw = lambda rng: (int(rng.integers(3)), 0.5, "BRANCH_EQ")
    return graph([Trees(1, 2, 2, draw).node("TreeEnsembleRegressor", n_targets=1)], [("X", T.FLOAT, 3)], ["Y"])


@refused("thresholds and tests for equality")
def equality_and_threshold():
    draw = lambda rng: (0, float(rng.integers(4)), str(rng.choice(["BRANCH_EQ", "BRANCH_LEQ"])))
    return graph([Trees(1, 4, 3, draw).node("TreeEnsembleRegressor", n_targets=1)], [("X", T.FLOAT, 3)], ["Y"])


@refused("Imputer that replaces a number")
def sentinel():
    trees = Trees(1, 2, 2, numbers).node("TreeEnsembleRegressor", n_targets=1)
    trees.input[0] = "I"
    imputer = h.make_node("Imputer", ["X"], ["I"], domain=ML, imputed_value_floats=[0.0], replaced_value_float=-999.0)
    return graph([imputer, trees], [("X", T.FLOAT, 3)], ["Y"])


@refused("another file")
def external_data():
    onx = hand_constant()
    tensor = onx.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = T.EXTERNAL
    tensor.external_data.add(key="location", value="weights.bin")
    return onx


def hand_constant():
    trees = Trees(1, 2, 2, numbers).node("TreeEnsembleRegressor", n_targets=1)
    trees.input[0] = "Z"
    return graph(
        [h.make_node("Mul", ["X", "c"], ["Z"]), trees],
        [("X", T.FLOAT, 3)],
        ["Y"],
        initializers=[nh.from_array(np.array([1, 2, 3], np.float32), "c")],
    )


@refused("Abs")
def absolute():
    onx = hand_constant()
    onx.graph.node[0].CopyFrom(h.make_node("Abs", ["X"], ["Z"]))
    return onx


@refused("unknown mode")
def unknown_mode():
    onx = hand_constant()
    for attribute in onx.graph.node[1].attribute:
        if attribute.name == "nodes_modes":
            attribute.strings[0] = b"BRANCH_NEAR"
    return onx


@refused("com.example")
def custom_domain():
    onx = hand_constant()
    onx.graph.node[0].domain = "com.example"
    onx.opset_import.append(h.make_opsetid("com.example", 1))
    return onx


@refused("columns")
def open_columns():
    onx = hand_constant()
    onx.graph.input[0].type.tensor_type.shape.dim[1].Clear()
    return onx


# ---------------------------------------------------------------- main


def main(names):
    for name, make in CASES.items():
        if not names or name in names:
            make()
    for name, (make, word) in REFUSED.items():
        if names and name not in names:
            continue
        folder = HERE / "refused" / name
        save_model(folder, make())
        manifest(folder, {"case": name, "refused": {"names": word}})
        print(f"refused {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
