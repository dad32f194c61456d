"""Makes the vectors in networks/, and their refusals in refused-networks/: models without trees, as
skl2onnx writes them or put together by hand, rows, and the answers of onnxruntime and scikit-learn.

    python make_networks.py            all cases
    python make_networks.py NAME...    only the cases with these names

Beside make_onnx.py, with the same environment.
"""

import csv
import sys

import numpy as np
import pandas as pd
from make_onnx import HERE, ML, NP, T, german, graph, h, manifest, nh, run, save_model, taiwan, text
from make_onnx import KINDS
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, RandomForestClassifier, StackingClassifier
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    KBinsDiscretizer,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    StandardScaler,
)
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

CASES, REFUSED = {}, {}
TENSORS = {T.FLOAT: FloatTensorType, T.DOUBLE: DoubleTensorType, T.INT64: Int64TensorType, T.STRING: StringTensorType}
OPSETS = {"": 18, ML: 3}


def case(make):
    CASES[make.__name__.replace("_", "-")] = make


def refused(names):
    def register(make):
        REFUSED[make.__name__.replace("_", "-")] = (make, names)

    return register


def small():
    """Numbers of one size, so that models without a scaler converge."""
    X, y = taiwan(300)
    X = np.round(X / np.array([1e5, 1, 1, 1, 1e5, 1e4]), 3)
    return X, y


def holes(X):
    X = X.copy()
    X[np.random.default_rng(5).random(X.shape) < 0.12] = np.nan
    return X


# ---------------------------------------------------------------- writing


def write(name, model, inputs, rows, output, column, unit, library=None, options=None, missing=()):
    folder = HERE / "networks" / name
    save_model(folder, model)
    names = [n for _, _, columns in inputs for n in columns]
    with open(folder / "rows.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["row", *names])
        out.writerows([i, *(text(row[n]) for n in names)] for i, row in enumerate(rows))
    score = run(model, rows, inputs, output, column)
    own = library(rows) if library else None
    with open(folder / "expected.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["row", "score", "library"])
        for i in range(len(rows)):
            out.writerow([i, f"{score[i]:.9g}", "" if own is None else f"{own[i]:.12g}"])
    facts = {
        "case": name,
        "output": output,
        "column": column,
        "unit": unit,
        "missing": list(missing),
        "inputs": [{"name": n, "type": KINDS[k], "columns": c} for n, k, c in inputs],
        "options": options or {},
    }
    manifest(folder, facts)
    difference = "" if own is None else f"library within {np.max(np.abs(own - score)):.1e}"
    print(f"{name}: {len(model.SerializeToString())} bytes, {len(rows)} rows, {difference}")


def dense(name, model, kind=T.FLOAT, X=None, unit="log-odds", zipmap=False, output=None, column=None, missing=False, **more):
    """A model over one wide input, fitted to the data and converted."""
    data, y = small()
    X = data if X is None else X
    if kind == T.INT64:
        X = np.round(X)
    model.fit(X, y)
    last = model[-1] if hasattr(model, "steps") else model
    is_classifier = hasattr(model, "classes_")
    extra = more.pop("converter", {})
    options = {id(last): {"zipmap": zipmap, **extra}} if hasattr(model, "predict_proba") else None
    onx = to_onnx(model, initial_types=[("X", TENSORS[kind]([None, X.shape[1]]))], target_opset=OPSETS, options=options)
    names = [f"f{k}" for k in range(X.shape[1])]
    rows = [dict(zip(names, map(NP[kind], row))) for row in X[:50]]
    if missing:
        rows += [{**rows[k], **{n: NP[kind](np.nan) for n in names[: k + 1]}} for k in range(len(names))]
    matrix = lambda rows: np.array([[r[n] for n in names] for r in rows], NP[kind])
    number = lambda rows: answer(model, matrix(rows).astype(np.float64))
    if output is None:
        output = "output_probability" if zipmap is True else "probabilities" if is_classifier else "variable"
    if column is None:
        column = 1 if is_classifier else 0
    library = number if more.pop("compare", True) else None
    write(name, onx, [("X", kind, names)], rows, output, column, unit, library, missing=names if missing else (), **more)


def answer(model, X):
    if hasattr(model, "predict_proba"):
        return model.predict_proba(X)[:, 1]
    return model.decision_function(X) if hasattr(model, "decision_function") else model.predict(X)


# ---------------------------------------------------------------- one wide input


@case
def logistic():
    dense("logistic", LogisticRegression(), zipmap=True)


@case
def logistic_no_zipmap():
    dense("logistic-no-zipmap", LogisticRegression())


@case
def logistic_columns():
    """An output for each class."""
    dense("logistic-columns", LogisticRegression(), zipmap="columns", output="i1", column=0)


@case
def logistic_raw_scores():
    dense(
        "logistic-raw-scores", LogisticRegression(), converter={"raw_scores": True}, options={"link": "logistic"}, compare=False
    )


@case
def logistic_double():
    dense("logistic-double", LogisticRegression(), kind=T.DOUBLE, unit="probability")


@case
def logistic_integers():
    dense("logistic-integers", LogisticRegression(), kind=T.INT64)


@case
def logistic_text_labels():
    X, y = small()
    model = LogisticRegression().fit(X, np.array(["good", "stop"])[y])
    onx = to_onnx(model, initial_types=[("X", FloatTensorType([None, 6]))], target_opset=OPSETS)
    names = [f"f{k}" for k in range(6)]
    rows = [dict(zip(names, map(np.float32, row))) for row in X[:50]]
    library = lambda rows: model.predict_proba(np.array([[r[n] for n in names] for r in rows], np.float64))[:, 1]
    write("logistic-text-labels", onx, [("X", T.FLOAT, names)], rows, "output_probability", 1, "log-odds", library)


@case
def scaled():
    dense("scaled", make_pipeline(StandardScaler(), LogisticRegression()), X=taiwan(300)[0])


@case
def scaled_double():
    dense("scaled-double", make_pipeline(StandardScaler(), LogisticRegression()), T.DOUBLE, taiwan(300)[0], "probability")


@case
def scaled_integers():
    dense("scaled-integers", make_pipeline(StandardScaler(), LogisticRegression()), T.INT64, taiwan(300)[0])


@case
def imputed():
    model = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression())
    dense("imputed", model, X=holes(taiwan(300)[0]), missing=True)


@case
def scaled_then_imputed():
    model = make_pipeline(StandardScaler(), SimpleImputer(strategy="median"), LogisticRegression())
    dense("scaled-then-imputed", model, X=holes(taiwan(300)[0]), zipmap=True, missing=True)


@case
def min_max():
    dense("min-max", make_pipeline(MinMaxScaler(), LogisticRegression()))


@case
def normalized():
    dense("normalized", make_pipeline(Normalizer(), LogisticRegression()))


@case
def binarized():
    dense("binarized", make_pipeline(Binarizer(threshold=0.5), LogisticRegression()))


@case
def polynomial():
    dense("polynomial", make_pipeline(StandardScaler(), PolynomialFeatures(2), LogisticRegression(C=0.1)))


@case
def binned():
    model = make_pipeline(
        KBinsDiscretizer(3, encode="onehot-dense", strategy="uniform"), LogisticRegression()
    )
    dense("binned", model)


@case
def selected():
    dense("selected", make_pipeline(SelectKBest(k=3), LogisticRegression()))


@case
def mlp():
    dense("mlp", MLPClassifier((5,), max_iter=60, random_state=1))


@case
def mlp_zipmap():
    dense("mlp-zipmap", MLPClassifier((4, 3), activation="logistic", max_iter=60, random_state=1), zipmap=True)


@case
def mlp_scaled():
    model = make_pipeline(StandardScaler(), MLPClassifier((5, 3), activation="tanh", max_iter=60, random_state=1))
    dense("mlp-scaled", model, X=taiwan(300)[0])


@case
def mlp_imputed():
    model = make_pipeline(SimpleImputer(), StandardScaler(), MLPClassifier((5,), max_iter=60, random_state=1))
    dense("mlp-imputed", model, X=holes(taiwan(300)[0]), missing=True)


@case
def mlp_double():
    dense("mlp-double", MLPClassifier((5,), max_iter=60, random_state=1), T.DOUBLE)


@case
def linear_regression():
    dense("linear-regression", LinearRegression(), unit="value")


@case
def linear_regression_double():
    dense("linear-regression-double", LinearRegression(), T.DOUBLE, unit="value")


@case
def ridge_integers():
    dense("ridge-integers", Ridge(), T.INT64, unit="value")


@case
def mlp_regression():
    dense("mlp-regression", MLPRegressor(hidden_layer_sizes=(4,), max_iter=60, random_state=1), unit="value")


@case
def gradient_descent():
    dense("gradient-descent", SGDClassifier(loss="log_loss", alpha=0.1, random_state=1))


@case
def discriminant():
    """The converter writes SOFTMAX over a score and its negative, which doubles the log-odds of scikit-learn."""
    dense("discriminant", LinearDiscriminantAnalysis(), unit="probability", compare=False)


@case
def naive_bayes():
    dense("naive-bayes", GaussianNB(), unit="probability")


@case
def calibrated():
    dense("calibrated", CalibratedClassifierCV(LogisticRegression(), cv=2), unit="probability")


@case
def bagged():
    model = BaggingClassifier(LogisticRegression(), 3, random_state=1)
    dense("bagged", model, unit="probability")


def trees_case(name, model):
    """Trees within a larger graph, for ONNX Runtime to run as they are."""
    # In the float32 that the graph compares in: a value on a threshold would go the other way.
    X = small()[0].astype(np.float32).astype(np.float64)
    dense(name, model, X=X, unit="probability", options={"network": "probability"})


@case
def trees_ada_boost():
    trees_case("trees-ada-boost", AdaBoostClassifier(n_estimators=4, random_state=1))


@case
def trees_bagged():
    trees_case("trees-bagged", BaggingClassifier(DecisionTreeClassifier(max_depth=3, random_state=1), 3, random_state=1))


@case
def trees_calibrated():
    forest = RandomForestClassifier(3, max_depth=3, random_state=1, n_jobs=1)
    trees_case("trees-calibrated", CalibratedClassifierCV(forest, cv=2))


@case
def trees_stacked():
    trees = DecisionTreeClassifier(max_depth=3, random_state=1)
    trees_case("trees-stacked", StackingClassifier([("t", trees), ("l", LogisticRegression())]))


@case
def support_vectors():
    """A decision function that is no log-odds."""
    dense("support-vectors", LinearSVC(), unit="value", column=0)


@case
def support_kernel():
    """Platt's probability within the operator; onnxruntime couples the two classes of it in float32."""
    dense("support-kernel", make_pipeline(StandardScaler(), SVC(probability=True, random_state=1)), unit="probability", compare=False)


# ---------------------------------------------------------------- one input for each column


def columns_case(name, transformer, estimator, columns, missing=(), unit="log-odds", extra=(), shuffle=False):
    X, y = german()
    X = X[columns].iloc[:400].copy()
    y = y[:400]
    for k, n in enumerate(missing):
        X.loc[X.index[k::7], n] = np.nan
    model = make_pipeline(transformer, estimator).fit(X, y)
    inputs, types = [], []
    for n in columns:
        kind = T.FLOAT if X[n].dtype == np.float32 else T.INT64 if X[n].dtype == np.int64 else T.STRING
        inputs.append((n, kind, [n]))
        types.append((n, TENSORS[kind]([None, 1])))
    onx = to_onnx(model, initial_types=types, target_opset=OPSETS, options={id(model[-1]): {"zipmap": False}})
    if shuffle:
        first = onx.graph.input[0]
        onx.graph.input.remove(first)
        onx.graph.input.append(first)
        inputs = inputs[1:] + inputs[:1]
    base = X.iloc[:50].to_dict("records")
    rows = base + [{**base[k], **more} for k, more in enumerate(extra)]
    number = lambda rows: model.predict_proba(pd.DataFrame(rows)[columns].astype(X.dtypes.to_dict()))[:, 1]
    write(name, onx, inputs, rows, "probabilities", 1, unit, number, missing=list(missing))


@case
def columns_one_hot():
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    transformer = ColumnTransformer(
        [
            ("n", numbers, ["duration", "amount"]),
            ("c", OneHotEncoder(handle_unknown="ignore"), ["purpose", "housing"]),
            ("r", OneHotEncoder(handle_unknown="ignore"), ["rate"]),
        ]
    )
    columns = ["duration", "amount", "purpose", "housing", "rate"]
    columns_case("columns-one-hot", transformer, LogisticRegression(max_iter=500), columns, ["duration", "amount"], extra=[{"rate": 9}])


@case
def columns_drop_first():
    transformer = ColumnTransformer(
        [("n", StandardScaler(), ["duration"]), ("c", OneHotEncoder(drop="first"), ["purpose", "housing"]), ("r", "passthrough", ["rate"])]
    )
    columns = ["duration", "purpose", "housing", "rate"]
    columns_case("columns-drop-first", transformer, LogisticRegression(max_iter=500), columns, shuffle=True)


@case
def columns_ordinal():
    transformer = ColumnTransformer(
        [("n", make_pipeline(SimpleImputer(), MinMaxScaler()), ["duration", "amount"]), ("c", OrdinalEncoder(), ["purpose", "housing"])]
    )
    columns = ["duration", "amount", "purpose", "housing"]
    estimator = MLPClassifier((5,), max_iter=60, random_state=1)
    columns_case("columns-ordinal", transformer, estimator, columns, ["duration", "amount"])


# ---------------------------------------------------------------- by hand


def linear(intercepts=2, **more):
    """A LinearClassifier over three columns; one row of weights, or two."""
    weights = [0.4, -0.7, 0.2]
    if intercepts == 2:
        weights = [-0.1, 0.3, -0.5, *weights]
    return h.make_node(
        "LinearClassifier", [more.pop("input", "X")], ["L", "Y"], domain=ML, coefficients=weights,
        intercepts=[-0.2, 0.3][-intercepts:], **{"classlabels_ints": [0, 1], **more},
    )


def numbers(seed, missing=False):
    rng = np.random.default_rng(seed)
    rows = [{n: np.float32(v) for n, v in zip(("f0", "f1", "f2"), np.round(rng.normal(0, 3, 3), 2))} for _ in range(40)]
    if missing:
        for k, row in enumerate(rows):
            if k % 2:
                row[f"f{k % 3}"] = np.float32(np.nan)
    return rows


WIDE = [("X", T.FLOAT, ["f0", "f1", "f2"])]


@case
def hand_one_row():
    onx = graph([linear(1, post_transform="LOGISTIC")], [("X", T.FLOAT, 3)], ["L", "Y"])
    write("hand-one-row", onx, WIDE, numbers(1), "Y", 1, "log-odds")


@case
def hand_first_class():
    """Of one row of weights: ONNX Runtime makes the other class of it."""
    onx = graph([linear(1, post_transform="LOGISTIC")], [("X", T.FLOAT, 3)], ["L", "Y"])
    write("hand-first-class", onx, WIDE, numbers(1), "Y", 0, "probability", options={"column": 0})


@case
def hand_softmax():
    onx = graph([linear(2, post_transform="SOFTMAX")], [("X", T.FLOAT, 3)], ["L", "Y"])
    write("hand-softmax", onx, WIDE, numbers(2), "Y", 1, "probability")


@case
def hand_two_logistic():
    """Two rows of weights that are no mirror of each other."""
    onx = graph([linear(2, post_transform="LOGISTIC")], [("X", T.FLOAT, 3)], ["L", "Y"])
    write("hand-two-logistic", onx, WIDE, numbers(3), "Y", 0, "log-odds", options={"column": 0})


@case
def hand_saturated():
    """Log-odds up to 60: a float32 probability is 1 from 17 on."""
    nodes = [
        h.make_node("Mul", ["X", "ten"], ["Z"]),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["L", "Y"], initializers=[nh.from_array(np.array([10], np.float32), "ten")])
    write("hand-saturated", onx, WIDE, numbers(4), "Y", 1, "log-odds")


@case
def hand_where():
    """Missing values replaced by standard operators."""
    nodes = [
        h.make_node("IsNaN", ["X"], ["absent"]),
        h.make_node("Where", ["absent", "fill", "X"], ["Z"]),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["L", "Y"], initializers=[nh.from_array(np.array([1, -2, 0.5], np.float32), "fill")])
    write("hand-where", onx, WIDE, numbers(5, True), "Y", 1, "log-odds", missing=["f0", "f1", "f2"])


@case
def hand_some_missing():
    """An Imputer over two columns; the third is refused."""
    nodes = [
        h.make_node("ArrayFeatureExtractor", ["X", "two"], ["A"], domain=ML),
        h.make_node("ArrayFeatureExtractor", ["X", "one"], ["B"], domain=ML),
        h.make_node("Imputer", ["A"], ["I"], domain=ML, imputed_value_floats=[0.5, 1.5], replaced_value_float=float("nan")),
        h.make_node("Concat", ["I", "B"], ["Z"], axis=1),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    constants = [nh.from_array(np.array([0, 2]), "two"), nh.from_array(np.array([1]), "one")]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["L", "Y"], initializers=constants)
    rows = numbers(6, True)
    for row in rows:
        row["f1"] = np.float32(0.75) if np.isnan(row["f1"]) else row["f1"]
    write("hand-some-missing", onx, WIDE, rows, "Y", 1, "log-odds", missing=["f0", "f2"])


@case
def hand_text_matrix():
    """Text side by side in one input, keys in a tensor, a key that is there twice."""
    keys = h.make_tensor("k", T.STRING, [4], [b"own", b"rent", b"own", "租".encode()])
    values = h.make_tensor("v", T.FLOAT, [4], [1, 2, 7, 3])
    other = h.make_tensor("d", T.FLOAT, [1], [-1])
    nodes = [
        h.make_node("ArrayFeatureExtractor", ["S", "first"], ["A"], domain=ML),
        h.make_node("ArrayFeatureExtractor", ["S", "second"], ["B"], domain=ML),
        h.make_node("LabelEncoder", ["A"], ["C"], domain=ML, keys_tensor=keys, values_tensor=values, default_tensor=other),
        h.make_node("OneHotEncoder", ["B"], ["D"], domain=ML, cats_strings=["car", "own"], zeros=1),
        h.make_node("Reshape", ["D", "shape"], ["E"]),
        h.make_node("Concat", ["C", "E"], ["Z"], axis=1),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    constants = [
        nh.from_array(np.array([0]), "first"), nh.from_array(np.array([1]), "second"), nh.from_array(np.array([-1, 2]), "shape")
    ]
    onx = graph(nodes, [("S", T.STRING, 2)], ["L", "Y"], version=4, initializers=constants)
    rows = [{"f0": a, "f1": b} for a in ("own", "rent", "租") for b in ("car", "own")]
    write("hand-text-matrix", onx, [("S", T.STRING, ["f0", "f1"])], rows, "Y", 1, "log-odds")


def imputer(source, target, values):
    return h.make_node(
        "Imputer", [source], [target], domain=ML, imputed_value_floats=values, replaced_value_float=float("nan")
    )


def whole(seed):
    """Rows over three columns without a missing cell."""
    return numbers(seed)


@case
def hand_joined_inputs():
    """Two inputs side by side (axis -1), then one Imputer over both; indices from a Constant node."""
    nodes = [
        h.make_node("Concat", ["A", "B"], ["J"], axis=-1),
        h.make_node("Constant", [], ["order"], value=nh.from_array(np.array([2, 0, 1]))),
        h.make_node("Gather", ["J", "order"], ["K"], axis=1),
        imputer("K", "Z", [0.5, 1.5, -0.5]),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    onx = graph(nodes, [("A", T.FLOAT, 2), ("B", T.FLOAT, 1)], ["L", "Y"])
    rows = [{"A_0": r["f0"], "A_1": r["f1"], "B": r["f2"]} for r in numbers(7, True)]
    inputs = [("A", T.FLOAT, ["A_0", "A_1"]), ("B", T.FLOAT, ["B"])]
    write("hand-joined-inputs", onx, inputs, rows, "Y", 1, "log-odds", missing=["A_0", "A_1", "B"])


@case
def hand_leaking_column():
    """The second column reaches the score beside its Imputer too."""
    nodes = [
        imputer("X", "I", [0.5, 1.5, -0.5]),
        h.make_node("Gather", ["X", "one"], ["B"], axis=1),
        h.make_node("Mul", ["I", "B"], ["Z"]),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["L", "Y"], initializers=[nh.from_array(np.array([1]), "one")])
    rows = numbers(8, True)
    for row in rows:
        row["f1"] = np.float32(0.75) if np.isnan(row["f1"]) else row["f1"]
    write("hand-leaking-column", onx, WIDE, rows, "Y", 1, "log-odds", missing=["f0", "f2"])


@case
def hand_filled_with_nothing():
    """An Imputer that leaves one of its columns missing, and a Where that does."""
    nodes = [
        imputer("X", "I", [0.5, float("nan"), -0.5]),
        h.make_node("IsNaN", ["I"], ["absent"]),
        h.make_node("Where", ["absent", "fill", "I"], ["Z"]),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["L", "Y"], initializers=[nh.from_array(np.array([0, np.nan, 0], np.float32), "fill")])
    write("hand-filled-with-nothing", onx, WIDE, whole(9), "Y", 1, "log-odds")


@case
def hand_product_of_inputs():
    """What is missing in one input decides the other's place in the product: nothing is promised."""
    nodes = [
        h.make_node("Mul", ["A", "B"], ["P"]),
        imputer("P", "Z", [0.5, 1.5, -0.5]),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    onx = graph(nodes, [("A", T.FLOAT, 3), ("B", T.FLOAT, 3)], ["L", "Y"])
    rows = [{f"A_{k}": a[f"f{k}"] for k in range(3)} | {f"B_{k}": b[f"f{k}"] for k in range(3)} for a, b in zip(whole(10), whole(11))]
    inputs = [(n, T.FLOAT, [f"{n}_{k}" for k in range(3)]) for n in "AB"]
    write("hand-product-of-inputs", onx, inputs, rows, "Y", 1, "log-odds")


@case
def hand_branches():
    """A graph within a node may use any value: all nodes stay, and nothing is promised."""
    branch = lambda source: h.make_graph(
        [h.make_node("Identity", [source], ["out"])], "branch", [], [h.make_tensor_value_info("out", T.FLOAT, [None, 3])]
    )
    nodes = [
        imputer("X", "I", [0.5, 1.5, -0.5]),
        h.make_node("Mul", ["X", "two"], ["D"]),
        h.make_node("If", ["yes"], ["Z"], then_branch=branch("D"), else_branch=branch("I")),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    constants = [nh.from_array(np.array(True), "yes"), nh.from_array(np.array([2], np.float32), "two")]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["L", "Y"], initializers=constants)
    write("hand-branches", onx, WIDE, whole(12), "Y", 1, "log-odds")


@case
def hand_cast_pair():
    """Both classes side by side, then in float64."""
    nodes = [
        h.make_node("MatMul", ["X", "w"], ["s"]),
        h.make_node("Sigmoid", ["s"], ["p"]),
        h.make_node("Sub", ["one", "p"], ["q"]),
        h.make_node("Concat", ["q", "p"], ["both"], axis=1),
        h.make_node("Cast", ["both"], ["Y"], to=T.DOUBLE),
    ]
    constants = [nh.from_array(np.array([[0.4], [-0.7], [0.2]], np.float32), "w"), nh.from_array(np.array(1, np.float32), "one")]
    onx = graph(nodes, [("X", T.FLOAT, 3)], ["Y"], version=0, initializers=constants)
    onx.graph.output[0].CopyFrom(h.make_tensor_value_info("Y", T.DOUBLE, [None, 2]))
    write("hand-cast-pair", onx, WIDE, whole(13), "Y", 1, "log-odds")


@case
def support_kernel_raw():
    """A decision function of a kernel: no probability."""
    X, y = small()
    model = SVC().fit(X[:80], y[:80])
    onx = to_onnx(model, initial_types=[("X", FloatTensorType([None, 6]))], target_opset=OPSETS, options={id(model): {"zipmap": False}})
    names = [f"f{k}" for k in range(6)]
    rows = [dict(zip(names, map(np.float32, row))) for row in X[:30]]
    columns = onx.graph.output[1].type.tensor_type.shape.dim[1].dim_value
    write("support-kernel-raw", onx, [("X", T.FLOAT, names)], rows, "probabilities", max(0, columns - 1), "value")


# ---------------------------------------------------------------- refused


@refused("3 columns")
def three_classes():
    X, y = small()
    model = LogisticRegression().fit(X, y + (X[:, 1] > 2))
    return to_onnx(model, X[:1].astype(np.float32), target_opset=OPSETS)


@refused("post_transform PROBIT")
def probit():
    return graph([linear(2, post_transform="PROBIT")], [("X", T.FLOAT, 3)], ["L", "Y"])


@refused("post_transform SOFTMAX over one class")
def softmax_of_one():
    return graph([linear(1, post_transform="SOFTMAX")], [("X", T.FLOAT, 3)], ["L", "Y"])


@refused("post_transform LOGISTIC")
def regressor_logistic():
    node = h.make_node("LinearRegressor", ["X"], ["Y"], domain=ML, coefficients=[1.0, 2.0, 3.0], intercepts=[0.5], post_transform="LOGISTIC")
    return graph([node], [("X", T.FLOAT, 3)], ["Y"])


@refused("CategoryMapper")
def category_mapper():
    nodes = [
        h.make_node("CategoryMapper", ["X"], ["C"], domain=ML, cats_strings=["a", "b"], cats_int64s=[0, 1]),
        h.make_node("Cast", ["C"], ["Z"], to=T.FLOAT),
        linear(2, input="Z", post_transform="LOGISTIC"),
    ]
    return graph(nodes, [("X", T.STRING, 3)], ["L", "Y"])


@refused('text in "X_0"')
def text_cast():
    nodes = [h.make_node("Cast", ["X"], ["Z"], to=T.FLOAT), linear(2, input="Z", post_transform="LOGISTIC")]
    inputs = [("X", T.STRING, 3), ("W", T.FLOAT, 1)]
    return graph(nodes, inputs, ["L", "Y"])


@refused("2 outputs of numbers")
def two_outputs():
    nodes = [h.make_node("Tanh", ["X"], ["Y"]), h.make_node("Neg", ["X"], ["Z"])]
    return graph(nodes, [("X", T.FLOAT, 3)], ["Y", "Z"], version=0)


@refused("com.example")
def foreign():
    onx = graph([linear(2, input="Z")], [("X", T.FLOAT, 3)], ["L", "Y"])
    onx.graph.node.insert(0, h.make_node("Odd", ["X"], ["Z"], domain="com.example"))
    onx.opset_import.append(h.make_opsetid("com.example", 1))
    return onx


# ---------------------------------------------------------------- main


def main(names):
    for name, make in CASES.items():
        if not names or name in names:
            make()
    for name, (make, word) in REFUSED.items():
        if names and name not in names:
            continue
        folder = HERE / "refused-networks" / name
        save_model(folder, make())
        manifest(folder, {"case": name, "refused": {"names": word}})
        print(f"refused {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
