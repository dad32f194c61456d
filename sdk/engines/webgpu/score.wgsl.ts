/** Margins: a row a thread, tree after tree. Sums of i32 wrap nowhere: a model's scale sees to that. */
export const SCORE_WGSL = /* wgsl */ `
struct Params {
  words: u32, // words of a virtual column: four rows each
  trees: u32,
  intercept: i32,
}

struct Node {
  test: u32, // column, threshold << 16; LEAF
  next: u32, // right child (the left one follows), or the leaf's value
}

const LEAF = 0xffffffffu;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> columns: array<u32>;
@group(0) @binding(2) var<storage, read> nodes: array<Node>;
@group(0) @binding(3) var<storage, read> roots: array<u32>;
@group(0) @binding(4) var<storage, read_write> sums: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= 4u * params.words) {
    return;
  }
  let word = row >> 2u;
  let shift = 8u * (row & 3u);
  var sum = params.intercept;
  for (var tree = 0u; tree < params.trees; tree++) {
    var at = roots[tree];
    var node = nodes[at];
    while (node.test != LEAF) {
      let byte = (columns[(node.test & 0xffffu) * params.words + word] >> shift) & 0xffu;
      at = select(at + 1u, node.next, byte > (node.test >> 16u));
      node = nodes[at];
    }
    sum += bitcast<i32>(node.next);
  }
  sums[row] = sum;
}
`;
