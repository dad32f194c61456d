/**
 * Raw columns to virtual columns (`lowering/columns`), four rows of a column a thread.
 *
 * Only integers: WGSL may take NaN and infinity for absent and flush small floats to zero, so values
 * arrive as their bits and are compared as ordered integers (`orderOf`), NaN included. What float32
 * cannot carry was binned by the host and arrives as a bin.
 */
export const BIN_WGSL = /* wgsl */ `
struct Params {
  words: u32,    // words of a virtual column: four rows each
  firstRow: u32, // where raw columns begin, after a word for each: 1 when it holds bins
}

struct Column {
  input: u32,
  firstCut: u32,
  cuts: u32,
  missing: u32,     // bin
  isSet: u32,
  base: u32,        // of a window
  missingByte: u32, // of a window
  firstByte: u32,   // of a set
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> raw: array<u32>;
@group(0) @binding(2) var<storage, read> records: array<Column>;
@group(0) @binding(3) var<storage, read> tables: array<u32>;
@group(0) @binding(4) var<storage, read_write> columns: array<u32>;

// Keeps the order of float32 numbers in their bits; both zeros become one.
fn orderOf(bits: u32) -> u32 {
  if (bits >= 0x80000000u) {
    return select(~bits, 0x80000000u, bits == 0x80000000u);
  }
  return bits | 0x80000000u;
}

fn binOf(column: Column, bits: u32) -> u32 {
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return column.missing;
  }
  let order = orderOf(bits);
  var low = 0u;
  var high = column.cuts;
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (tables[column.firstCut + middle] <= order) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low;
}

fn byteOf(column: Column, bin: u32) -> u32 {
  if (column.isSet == 1u) {
    return tables[column.firstByte + bin];
  }
  if (bin == column.missing) {
    return column.missingByte;
  }
  return min(max(bin, column.base) - column.base, 255u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let word = id.x;
  if (word >= params.words) {
    return;
  }
  let column = records[id.y];
  let isBin = raw[column.input] == 1u;
  let first = params.firstRow + 4u * (column.input * params.words + word);
  var bytes = 0u;
  for (var i = 0u; i < 4u; i++) {
    let given = raw[first + i];
    var bin = given;
    if (!isBin) {
      bin = binOf(column, given);
    }
    bytes |= byteOf(column, bin) << (8u * i);
  }
  columns[id.y * params.words + word] = bytes;
}
`;
