"""Writes `onnx-node/cases.json`: test cases of ONNX's own operators as tables that a network could take.

The graphs, inputs and outputs are those of `onnx.backend.test.case.node` (Apache-2.0, the ONNX project
contributors), which ONNX ships for back ends to test themselves. An applicant is a row of one table, so a
case is written down in one of two ways:

- `published`: as it is;
- `adapted`: its first input of numbers is the table, flattened to two dimensions and put back into shape
  by a Reshape of the graph's own; all other inputs are constants, as an exporter writes weights; the first
  output is flattened again. The operator under test, its data and its answers stay as they are.

    pip install numpy onnx onnxruntime
    python make_onnx_node.py              # those of CHOSEN, into onnx-node/
    python make_onnx_node.py FOLDER       # all of them, into FOLDER/cases.json
"""

import base64
import json
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

warnings.filterwarnings("ignore")
from onnx.backend.test.case.node import collect_testcases  # noqa: E402

OUT = pathlib.Path(__file__).parent / "onnx-node"
TYPES = {np.float32: "float32", np.float64: "float64", np.int32: "int32", np.int64: "int64"}
ELEMENTS = {
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
}
# Elements of one array, of those that are committed and of all.
SMALL = 120
LARGE = 2000

# What networks over tables are made of, and a few that cannot be carried.
CHOSEN = """
gemm_all_attributes gemm_alpha gemm_transposeB gemm_default_vector_bias gemm_default_no_bias
matmul_2d add add_bcast sub mul mul_bcast div pow sqrt exp log abs neg reciprocal
relu leakyrelu elu selu celu prelu_example sigmoid hardsigmoid hardswish tanh softplus softsign
softmax_axis_1 logsoftmax_axis_1 erf gelu_default_1 gelu_tanh_1 mish thresholdedrelu_default
layer_normalization_2d_axis1 layer_normalization_2d_axis1_expanded batchnorm_example
batchnorm_epsilon clip clip_default_min where_example concat_2d_axis_1 gather_1 slice
identity dropout_default reshape_reordered_all_dims flatten_axis1 squeeze unsqueeze_axis_1
transpose_default cast_FLOAT_to_DOUBLE isnan min_two_inputs max_two_inputs sum_two_inputs
mean_two_inputs reduce_sum_keepdims_example reduce_mean_keepdims_example argmax_keepdims_example
equal greater less and2d not_2d topk cumsum_2d_axis_1 sign floor ceil round
""".split()


def type_of(array):
    return TYPES.get(array.dtype.type) if isinstance(array, np.ndarray) else None


def facts(name, array):
    # Nine digits are enough for float32, and 17 for float64.
    digits = 9 if array.dtype == np.float32 else 17
    values = [float(f"{x:.{digits}g}") for x in np.asarray(array, dtype=np.float64).ravel()]
    return {
        "name": name,
        "type": type_of(array),
        "dims": list(array.shape),
        # JSON has no NaN and no infinities.
        "values": [x if np.isfinite(x) else str(x) for x in values],
    }


def adapt(model, inputs, output):
    """The same graph behind a table: None where rows do not come out as they went in."""
    old = model.graph
    given = dict(zip([each.name for each in old.input], inputs))
    name, first = next(((n, x) for n, x in given.items() if type_of(x)), (None, None))
    rows = first.shape[0] if first is not None and first.ndim else 0
    if rows < 1 or output.ndim < 1 or output.shape[0] != rows:
        return None
    del given[name]
    kind = ELEMENTS[type_of(first)]
    wide = int(np.prod(first.shape[1:]))
    high = int(np.prod(output.shape[1:]))
    nodes = [helper.make_node("Reshape", ["table", "in_shape"], [name])]
    nodes += list(old.node)
    nodes += [helper.make_node("Reshape", [old.output[0].name, "out_shape"], ["answer"])]
    constants = list(old.initializer)
    constants += [numpy_helper.from_array(each, other) for other, each in given.items()]
    constants += [
        numpy_helper.from_array(np.array(first.shape, dtype=np.int64), "in_shape"),
        numpy_helper.from_array(np.array([rows, high], dtype=np.int64), "out_shape"),
    ]
    graph = helper.make_graph(
        nodes,
        old.name,
        [helper.make_tensor_value_info("table", kind, [rows, wide])],
        [helper.make_tensor_value_info("answer", ELEMENTS[type_of(output)], [rows, high])],
        constants,
    )
    adapted = helper.make_model(graph, opset_imports=model.opset_import, producer_name="onnx")
    adapted.ir_version = model.ir_version
    adapted.functions.extend(model.functions)
    return adapted, first.reshape(rows, wide), output.reshape(rows, high)


def agrees(model, inputs, output, case):
    """Whether ONNX Runtime itself gives what ONNX expects; None where it does not run the graph."""
    try:
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        names = [each.name for each in session.get_inputs()]
        found = session.run([session.get_outputs()[0].name], dict(zip(names, inputs)))[0]
    except Exception:
        return None
    return bool(
        found.shape == output.shape
        and np.allclose(found, output, rtol=case.rtol, atol=case.atol, equal_nan=True)
    )


def variants(case, limit):
    model = case.model
    inputs, outputs = case.data_sets[0]
    if not outputs or not inputs or len(inputs) != len(model.graph.input):
        return
    arrays = [each for each in [*inputs, outputs[0]] if isinstance(each, (np.ndarray, np.generic))]
    if len(arrays) != len(inputs) + 1 or max(each.size for each in arrays) > limit:
        return
    inputs = [np.asarray(each) for each in inputs]
    output = np.asarray(outputs[0])
    if len(outputs) == 1 and all(type_of(each) for each in inputs):
        yield "published", model, inputs, output
    try:
        adapted = adapt(model, inputs, output) if type_of(output) else None
    except Exception:
        adapted = None
    if adapted:
        yield "adapted", adapted[0], [adapted[1]], adapted[2]


def write(case, way, model, inputs, output):
    names = [each.name for each in model.graph.input]
    return {
        "name": case.name.removeprefix("test_"),
        "way": way,
        "operators": sorted({node.op_type for node in case.model.graph.node}),
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "inputs": [facts(name, each) for name, each in zip(names, inputs)],
        "output": facts(model.graph.output[0].name, output),
        "rtol": case.rtol,
        "atol": case.atol,
        "agrees": agrees(model, inputs, output, case),
    }


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    cases = collect_testcases(None)
    seen = 0
    lines = []
    for case in sorted(cases, key=lambda each: each.name):
        if folder is None and case.name.removeprefix("test_") not in CHOSEN:
            continue
        seen += 1
        lines += [json.dumps(write(case, *each)) for each in variants(case, SMALL if folder is None else LARGE)]
    target = folder or OUT
    target.mkdir(parents=True, exist_ok=True)
    head = {
        "source": f"onnx {onnx.__version__}, onnx.backend.test.case.node, Apache-2.0",
        "onnxruntime": onnxruntime.__version__,
        "cases": seen,
    }
    body = ",\n".join(lines)
    text = f'{json.dumps(head)[:-1]}, "tables": [\n{body}\n]}}\n'
    (target / "cases.json").write_text(text)
    print(f"{seen} cases, {len(lines)} tables, {len(text)} bytes")


main()
