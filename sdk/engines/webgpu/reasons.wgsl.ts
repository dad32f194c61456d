/**
 * The groups that count most, per row: `rankGroups` on the device, by the same rule (largest first,
 * ties in the model's order, nothing that contributes nothing), so that only reasons are read back.
 */
export const REASONS_WGSL = /* wgsl */ `
struct Params {
  rows: u32,    // of the sums, padding included
  groups: u32,
  most: u32,    // reasons a row
  adverse: u32, // 1: only what raises risk
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<i32>;
// First member of each group, then the count; then the members: players.
@group(0) @binding(2) var<storage, read> groups: array<u32>;
@group(0) @binding(3) var<storage, read_write> reasons: array<u32>;

const NONE = 0xffffu;

fn sumOf(group: u32, row: u32) -> i32 {
  var sum = 0;
  for (var i = groups[group]; i < groups[group + 1u]; i++) {
    sum += sums[(1u + groups[i]) * params.rows + row];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= params.rows) {
    return;
  }
  // Each place goes to the largest group that comes after the one before.
  var lastSize = 0x7fffffff;
  var lastGroup = -1;
  for (var place = 0u; place < params.most; place++) {
    var size = 0;
    var chosen = NONE;
    for (var group = 0u; group < params.groups; group++) {
      let sum = sumOf(group, row);
      let its = abs(sum);
      let isAfter = its < lastSize || (its == lastSize && i32(group) > lastGroup);
      if (its > size && isAfter && (sum > 0 || params.adverse == 0u)) {
        size = its;
        chosen = group;
      }
    }
    reasons[row * params.most + place] = chosen;
    if (chosen == NONE) {
      lastSize = 0;
    } else {
      lastSize = size;
      lastGroup = i32(chosen);
    }
  }
}
`;
