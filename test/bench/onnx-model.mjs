/**
 * Writes a forest as an ONNX TreeEnsembleRegressor, so that onnxruntime-web can be timed on the
 * same model. Only what that needs of the protobuf wire format (protobuf.dev/programming-guides/
 * encoding) and of onnx.proto's field numbers.
 */

const LEAF = 0xffff;

/** @returns {Uint8Array} */
export function encodeOnnx(model) {
  const { body: forest, features, scaleBits, intercept } = model;
  const unit = 2 ** -scaleBits;
  const treeIds = [];
  const nodeIds = [];
  const featureIds = [];
  const values = [];
  const modes = [];
  const trueIds = [];
  const falseIds = [];
  const missingTrue = [];
  const target = { tree: [], node: [], id: [], weight: [] };
  for (let tree = 0; tree + 1 < forest.treeStart.length; tree++) {
    const start = forest.treeStart[tree];
    for (let node = start; node < forest.treeStart[tree + 1]; node++) {
      const feature = forest.feature[node];
      const leaf = feature === LEAF;
      treeIds.push(tree);
      nodeIds.push(node - start);
      featureIds.push(leaf ? 0 : feature);
      values.push(leaf ? 0 : features[feature].cuts[forest.split[node]]);
      modes.push(leaf ? 'LEAF' : 'BRANCH_LT');
      trueIds.push(leaf ? 0 : node + 1 - start);
      falseIds.push(leaf ? 0 : forest.right[node] - start);
      missingTrue.push(leaf ? 0 : forest.defaultLeft[node]);
      if (leaf) {
        target.tree.push(tree);
        target.node.push(node - start);
        target.id.push(0);
        target.weight.push(forest.leaf[node] * unit);
      }
    }
  }
  const attributes = [
    int('n_targets', 1),
    ints('nodes_treeids', treeIds),
    ints('nodes_nodeids', nodeIds),
    ints('nodes_featureids', featureIds),
    floats('nodes_values', values),
    strings('nodes_modes', modes),
    ints('nodes_truenodeids', trueIds),
    ints('nodes_falsenodeids', falseIds),
    ints('nodes_missing_value_tracks_true', missingTrue),
    ints('target_treeids', target.tree),
    ints('target_nodeids', target.node),
    ints('target_ids', target.id),
    floats('target_weights', target.weight),
    floats('base_values', [intercept * unit]),
  ];
  const node = [
    text(1, 'X'),
    text(2, 'margin'),
    text(4, 'TreeEnsembleRegressor'),
    ...attributes.map((attribute) => bytes(5, attribute)),
    text(7, 'ai.onnx.ml'),
  ];
  const graph = [
    bytes(1, concat(node)),
    text(2, 'forest'),
    bytes(11, tensor('X', features.length)),
    bytes(12, tensor('margin', 1)),
  ];
  return concat([
    varint(1, 8),
    bytes(7, concat(graph)),
    bytes(8, concat([text(1, ''), varint(2, 13)])),
    bytes(8, concat([text(1, 'ai.onnx.ml'), varint(2, 3)])),
  ]);
}

/** A float matrix of any number of rows. */
function tensor(name, width) {
  const rows = bytes(1, text(2, 'rows'));
  const columns = bytes(1, varint(1, width));
  const shape = bytes(2, concat([rows, columns]));
  return concat([text(1, name), bytes(2, bytes(1, concat([varint(1, 1), shape])))]);
}

function int(name, value) {
  return concat([text(1, name), varint(3, value), varint(20, 2)]);
}

function ints(name, values) {
  return concat([text(1, name), bytes(8, concat(values.map(rawVarint))), varint(20, 7)]);
}

function floats(name, values) {
  return concat([
    text(1, name),
    bytes(7, new Uint8Array(Float32Array.from(values).buffer)),
    varint(20, 6),
  ]);
}

function strings(name, values) {
  return concat([text(1, name), ...values.map((value) => text(9, value)), varint(20, 8)]);
}

function varint(field, value) {
  return concat([rawVarint(field << 3), rawVarint(value)]);
}

function text(field, value) {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field, value) {
  return concat([rawVarint((field << 3) | 2), rawVarint(value.length), value]);
}

function rawVarint(value) {
  const out = [];
  let rest = value;
  while (rest > 127) {
    out.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
  return Uint8Array.from(out);
}

function concat(parts) {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
