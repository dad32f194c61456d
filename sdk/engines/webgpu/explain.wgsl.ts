/**
 * Shapley values by block tables: a row a thread, block after block, as `BlockTables` does it.
 * A thread has sums of its own, in workgroup memory, so nothing is atomic and nothing waits.
 *
 * @param players - as many sums as fit a workgroup's memory; more are done in several runs.
 */
export function explainWgsl(players: number): string {
  return /* wgsl */ `
struct Params {
  words: u32,  // words of a virtual column: four rows each
  blocks: u32,
  baseline: i32,
  first: u32,  // player of this run, and how many
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> columns: array<u32>;
@group(0) @binding(2) var<storage, read> program: array<u32>;
@group(0) @binding(3) var<storage, read> cells: array<i32>;
@group(0) @binding(4) var<storage, read_write> sums: array<i32>;

var<workgroup> own: array<i32, ${64 * players}>;

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = id.x;
  let rows = 4u * params.words;
  if (row >= rows) {
    return;
  }
  let word = row >> 2u;
  let shift = 8u * (row & 3u);
  for (var player = 0u; player < params.count; player++) {
    own[64u * player + lane] = 0;
  }
  var margin = params.baseline;
  var at = 0u;
  for (var block = 0u; block < params.blocks; block++) {
    let head = program[at];
    let slots = (head >> 8u) & 0xffu;
    var pattern = head >> 16u;
    let table = program[at + 1u];
    at += 2u;
    // A bit stays when its test goes the way that the bit stands for.
    for (let end = at + (head & 0xffu); at < end; at++) {
      let test = program[at];
      let byte = (columns[(test & 0xffffu) * params.words + word] >> shift) & 0xffu;
      let right = u32(byte > ((test >> 16u) & 0xffu));
      pattern &= ~((right ^ ((test >> 27u) & 1u)) << ((test >> 24u) & 7u));
    }
    var cell = table + pattern * slots;
    for (let end = at + slots; at < end; at++) {
      let part = cells[cell];
      margin += part;
      // Wraps past the count for players before the first.
      let player = program[at] - params.first;
      if (player < params.count) {
        own[64u * player + lane] += part;
      }
      cell++;
    }
  }
  sums[row] = margin;
  for (var player = 0u; player < params.count; player++) {
    sums[(1u + params.first + player) * rows + row] = own[64u * player + lane];
  }
}
`;
}
