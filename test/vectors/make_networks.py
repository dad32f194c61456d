"""Writes `network/`: small ONNX networks, their rows, and what ONNX Runtime says of them.

Weights and rows are drawn from a fixed seed; no data set is needed. Shapley values are found by trying
every coalition of the groups, in float64 NumPy, without ONNX.

    pip install numpy onnx onnxruntime
    python make_networks.py
"""

import json
import math
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

OUT = pathlib.Path(__file__).parent / "network"
ROWS = 60


def dense(rng, wide, high):
    return rng.normal(0, 1.4 / math.sqrt(wide), (wide, high)), rng.normal(0, 0.3, high)


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def save(name, nodes, inputs, outputs, constants, facts, rows, features_of, logit):
    """Writes one case; `logit(values)` is the network in float64 over a [rows, features] array."""
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="insitu-vectors"
    )
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())

    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    step = facts.get("batch", len(rows))
    found = []
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        short = step - len(part)
        if short:
            part = np.vstack([part, np.repeat(part[-1:], short, axis=0)])
        out = session.run([facts["output"]["name"]], features_of(part))[0]
        out = np.asarray(out, dtype=np.float64).reshape(len(part), -1)
        found.extend(out[: len(part) - short, facts["output"]["index"]])
    found = np.asarray(found)
    if facts["output"]["unit"] == "probability":
        probability = found
        margin = np.log(found / (1 - found))
    else:
        margin = found
        probability = 1 / (1 + np.exp(-found))
    assert np.max(np.abs(margin - logit(rows))) < 1e-4, name

    names = [feature["name"] for feature in facts["features"]]
    write_rows(folder / "rows.csv", names, rows)
    write_rows(folder / "expected.csv", ["margin", "probability"], np.c_[margin, probability])
    values, base = shapley(logit, facts, rows[:10])
    codes = [group["code"] for group in facts["reasons"]]
    write_rows(folder / "shap.csv", [*codes, "BASELINE"], np.c_[values, base])
    facts["onnx"] = onnx.__version__
    facts["onnxruntime"] = onnxruntime.__version__
    (folder / "model.json").write_text(json.dumps(facts, indent=1) + "\n")


def write_rows(path, names, rows):
    lines = [",".join(["row", *names])]
    for i, row in enumerate(rows):
        cells = ["" if math.isnan(value) else repr(float(value)) for value in row]
        lines.append(",".join([str(i), *cells]))
    path.write_text("\n".join(lines) + "\n")


def shapley(logit, facts, rows):
    """Exact values of the quotient game over the groups, against the weighted reference points."""
    points = np.asarray(
        [[math.nan if v is None else v for v in point] for point in facts["background"]["points"]]
    )
    weight = np.asarray(facts["background"]["weight"], dtype=float)
    groups = [group["features"] for group in facts["reasons"]]
    n = len(groups)
    base = float(np.dot(logit(points), weight) / weight.sum())
    values = np.zeros((len(rows), n))
    for r, row in enumerate(rows):
        mixed = []
        for mask in range(2**n):
            present = [f for g in range(n) if mask >> g & 1 for f in groups[g]]
            copy = points.copy()
            copy[:, present] = row[present]
            mixed.append(copy)
        worth = logit(np.vstack(mixed)).reshape(2**n, len(points)) @ weight / weight.sum()
        for g in range(n):
            for mask in range(2**n):
                if mask >> g & 1:
                    continue
                size = bin(mask).count("1")
                share = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
                values[r, g] += share * (worth[mask | 1 << g] - worth[mask])
    return values, np.full(len(rows), base)


def points_of(rng, rows, count):
    picked = np.round(rows[rng.choice(len(rows), count, replace=False)], 2)
    return {
        "population": "all",
        "points": [[None if math.isnan(v) else float(v) for v in point] for point in picked],
        "weight": [int(w) for w in rng.integers(20, 200, count)],
    }


def groups_of(sizes):
    groups, at = [], 0
    for i, size in enumerate(sizes):
        groups.append({"code": f"R{i + 1}", "features": list(range(at, at + size))})
        at += size
    return groups


def numeric(count, **more):
    return [{"name": f"x{i}", "missing": "refused", **more} for i in range(count)]


def mlp():
    """One float32 matrix, standardised in the graph; probability by a sigmoid."""
    rng = np.random.default_rng(1)
    rows = np.round(rng.normal(50, 20, (ROWS, 7)), 2)
    mean, scale = np.full(7, 50.0), np.full(7, 20.0)
    (a, b), (c, d) = dense(rng, 7, 8), dense(rng, 8, 1)
    f32 = np.float32
    nodes = [
        helper.make_node("Sub", ["X", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "scale"], ["scaled"]),
        helper.make_node("Gemm", ["scaled", "a", "b"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Gemm", ["r", "c", "d"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["probability"]),
    ]
    weights = dict(mean=mean, scale=scale, a=a, b=b, c=c, d=d)
    weights = {key: value.astype(f32) for key, value in weights.items()}
    constants = [constant(key, value) for key, value in weights.items()]
    wide = {key: value.astype(np.float64) for key, value in weights.items()}

    def logit(values):
        h = np.maximum((values - wide["mean"]) / wide["scale"] @ wide["a"] + wide["b"], 0)
        return (h @ wide["c"] + wide["d"])[:, 0]

    facts = {
        "features": numeric(7),
        "inputs": [
            {"name": "X", "type": "float32", "features": list(range(7)), "shape": "matrix",
             "missing": "refused"}
        ],
        "output": {"name": "probability", "index": 0, "unit": "probability"},
        "reasons": groups_of([2, 1, 3, 1]),
        "background": points_of(rng, rows, 5),
    }
    save(
        "mlp", nodes,
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["N", 7])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["N", 1])],
        constants, facts, rows, lambda part: {"X": part.astype(f32)}, logit,
    )


def embedding():
    """Missing values filled in the graph, a category looked up, softmax over two classes."""
    rng = np.random.default_rng(2)
    rows = np.c_[np.round(rng.normal(0, 1, (ROWS, 3)), 3), rng.integers(0, 5, ROWS)].astype(float)
    rows[rng.random((ROWS, 4)) < 0.15] = math.nan
    table = rng.normal(0, 1, (6, 2)).astype(np.float32)
    (a, b), (c, d) = dense(rng, 5, 6), dense(rng, 6, 2)
    a, b, c, d = (each.astype(np.float32) for each in (a, b, c, d))
    fill = np.asarray([0.5, -0.25, 0.1], dtype=np.float32)
    nodes = [
        helper.make_node("IsNaN", ["X"], ["absent"]),
        helper.make_node("Where", ["absent", "fill", "X"], ["filled"]),
        helper.make_node("Gather", ["table", "purpose"], ["looked"], axis=0),
        helper.make_node("Concat", ["filled", "looked"], ["joined"], axis=1),
        helper.make_node("Gemm", ["joined", "a", "b"], ["h"]),
        helper.make_node("Tanh", ["h"], ["t"]),
        helper.make_node("Gemm", ["t", "c", "d"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
    ]
    constants = [constant(key, value) for key, value in
                 dict(fill=fill, table=table, a=a, b=b, c=c, d=d).items()]

    def logit(values):
        filled = np.where(np.isnan(values[:, :3]), fill.astype(np.float64), values[:, :3])
        codes = np.where(np.isnan(values[:, 3]), 5, values[:, 3]).astype(int)
        joined = np.c_[filled, table.astype(np.float64)[codes]]
        scores = np.tanh(joined @ a.astype(np.float64) + b) @ c.astype(np.float64) + d
        return scores[:, 1] - scores[:, 0]

    facts = {
        "features": [*numeric(3, missing="allowed"),
                     {"name": "purpose", "missing": "allowed", "integer": True}],
        "inputs": [
            {"name": "purpose", "type": "int64", "features": [3], "shape": "vector", "missing": 5},
            {"name": "X", "type": "float32", "features": [0, 1, 2], "shape": "matrix",
             "missing": "nan"},
        ],
        "output": {"name": "probabilities", "index": 1, "unit": "probability"},
        "reasons": groups_of([1, 2, 1]),
        "background": points_of(rng, rows, 4),
    }
    save(
        "embedding", nodes,
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["N", 3]),
         helper.make_tensor_value_info("purpose", TensorProto.INT64, ["N"])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 2])],
        constants, facts, rows,
        lambda part: {"X": part[:, :3].astype(np.float32),
                      "purpose": np.where(np.isnan(part[:, 3]), 5, part[:, 3]).astype(np.int64)},
        logit,
    )


def fixed_batch():
    """Four rows a run, float64 throughout, log-odds as the output."""
    rng = np.random.default_rng(3)
    rows = np.round(rng.normal(0, 1, (ROWS - 3, 3)), 4)
    (a, b), (c, d) = dense(rng, 3, 4), dense(rng, 4, 1)
    nodes = [
        helper.make_node("MatMul", ["X", "a"], ["m"]),
        helper.make_node("Add", ["m", "b"], ["h"]),
        helper.make_node("Sigmoid", ["h"], ["s"]),
        helper.make_node("MatMul", ["s", "c"], ["n"]),
        helper.make_node("Add", ["n", "d"], ["logit"]),
    ]

    def logit(values):
        return (1 / (1 + np.exp(-(values @ a + b))) @ c + d)[:, 0]

    facts = {
        "features": numeric(3),
        "inputs": [{"name": "X", "type": "float64", "features": [0, 1, 2], "shape": "matrix",
                    "missing": "refused"}],
        "output": {"name": "logit", "index": 0, "unit": "log-odds"},
        "batch": 4,
        "reasons": groups_of([1, 1, 1]),
        "background": points_of(rng, rows, 3),
    }
    save(
        "fixed-batch", nodes,
        [helper.make_tensor_value_info("X", TensorProto.DOUBLE, [4, 3])],
        [helper.make_tensor_value_info("logit", TensorProto.DOUBLE, [4, 1])],
        [constant(key, value) for key, value in dict(a=a, b=b, c=c, d=d).items()],
        facts, rows, lambda part: {"X": part}, logit,
    )


def wide():
    """Fourteen groups: more than are explained exactly."""
    rng = np.random.default_rng(4)
    rows = np.round(rng.normal(0, 1, (ROWS, 14)), 3)
    (a, b), (c, d) = dense(rng, 14, 10), dense(rng, 10, 1)
    a, b, c, d = (each.astype(np.float32) for each in (a, b, c, d))
    nodes = [
        helper.make_node("Gemm", ["X", "a", "b"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Gemm", ["r", "c", "d"], ["logit"]),
    ]

    def logit(values):
        h = np.maximum(values @ a.astype(np.float64) + b, 0)
        return (h @ c.astype(np.float64) + d)[:, 0]

    facts = {
        "features": numeric(14),
        "inputs": [{"name": "X", "type": "float32", "features": list(range(14)),
                    "shape": "matrix", "missing": "refused"}],
        "output": {"name": "logit", "index": 0, "unit": "log-odds"},
        "reasons": groups_of([1] * 14),
        "background": points_of(rng, rows, 3),
    }
    save(
        "wide", nodes,
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["N", 14])],
        [helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["N", 1])],
        [constant(key, value) for key, value in dict(a=a, b=b, c=c, d=d).items()],
        facts, rows, lambda part: {"X": part.astype(np.float32)}, logit,
    )


if __name__ == "__main__":
    for case in (mlp, embedding, fixed_batch, wide):
        case()
