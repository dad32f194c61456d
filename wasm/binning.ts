import { TILE, columnAt } from './tile';

/**
 * Raw values to virtual columns (`sdk/engines/wasm/binning.ts` writes the program).
 *
 * A feature's record, u32 words:
 *   0 kind                                                      1 cut points
 *   2 levels of the search tree    3 where its values are       4..7 its levels, finest first
 *   8 its columns' records         9 how many                   10 its "missing" bin
 *   11 its cut points in f64, after a first one that no value lies below (f64 values only)
 * A column's record: 0 column, 1 kind, 2 base, 3 table (sets only).
 *
 * A cut point is stored as the smallest number that lies past it, so that every comparison is
 * `cut <= value`; NaN (missing, and padding) is past nothing and lies past nothing.
 *
 * Float64 values are searched as float32 ones, the cut points rounded as the values are. Rounding
 * keeps order, so a value is past no cut that the search does not find, and only cuts that round
 * to the same float32 as the value may have been found in error: those are compared once more.
 */
const FEATURE_BYTES: usize = 48;
const COLUMN_BYTES: usize = 16;

/** f32 values; bins (u16) that TypeScript found; f64 values; f64 values whose zeros are missing. */
const KIND_BINS: u32 = 1;
const KIND_DOUBLES: u32 = 2;
const KIND_ZEROS: u32 = 3;

/** LightGBM's kZeroThreshold: a float32 number. */
const ZERO_BOUND: f64 = <f64>(<f32>1e-35);

const MISSING_LOW: u32 = 0;
const MISSING_HIGH: u32 = 1;

/**
 * Up to this many cut points every row is compared with every cut; beyond, each row searches.
 * Measured break-even between 40 and 56.
 */
const COMPARE_ALL_CUTS: u32 = 48;

/** Bins of one tile: i8[64] minus 128 (up to 255 cuts), or u16[64]; 0 where missing. */
const BINS = memory.data(128, 16);
/** 0xff where missing: u8[64]. */
const ABSENT = memory.data(64, 16);

/** Float64 values of one tile, rounded: f32[64]. */
const SINGLES = memory.data(256, 16);

/** How many of 16 ascending cut points `value` (splat) is past. */
// @ts-ignore: decorator
@inline
function countPast(cuts: usize, value: v128): i32 {
  const low = i16x8.narrow_i32x4_s(
    f32x4.le(v128.load(cuts), value),
    f32x4.le(v128.load(cuts, 16), value),
  );
  const high = i16x8.narrow_i32x4_s(
    f32x4.le(v128.load(cuts, 32), value),
    f32x4.le(v128.load(cuts, 48), value),
  );
  return popcnt<i32>(i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
}

/** How many of a feature's cut points a value is past, by a search tree of 16-ary nodes. */
// @ts-ignore: decorator
@inline
function searchBin(feature: usize, levels: u32, value: v128): i32 {
  let bin = 0;
  for (let level = levels; level > 0; level--) {
    const cuts = <usize>load<u32>(feature + ((<usize>level) << 2), 12);
    bin = (bin << 4) + countPast(cuts + ((<usize>bin) << 6), value);
  }
  return bin;
}

/** Bytes 0xff where the four vectors of 32-bit masks are set. */
// @ts-ignore: decorator
@inline
function narrowMasks(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** The magnitude up to which a value counts as missing. */
// @ts-ignore: decorator
@inline
function zeroBound(kind: u32): f64 {
  return kind == KIND_ZEROS ? ZERO_BOUND : -1;
}

/** Rounds a tile of float64 values; what counts as missing becomes NaN. */
function roundAll(values: usize, bound: f64): void {
  const zero = f64x2.splat(bound);
  for (let row: usize = 0; row < TILE; row += 4) {
    const at = values + (row << 3);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const low = f32x4.demote_f64x2_zero(v128.or(a, f64x2.le(f64x2.abs(a), zero)));
    const high = f32x4.demote_f64x2_zero(v128.or(b, f64x2.le(f64x2.abs(b), zero)));
    v128.store(SINGLES + (row << 2), v128.shuffle<i32>(low, high, 0, 1, 4, 5));
  }
}

/** The bin of a float64 value, of which a search in float32 found at least as many cuts. */
function settleBin(cuts: usize, found: u32, value: f64): u32 {
  let low: u32 = 0;
  let high = found - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (load<f64>(cuts + ((<usize>middle) << 3)) > value) high = middle - 1;
    else low = middle;
  }
  return low;
}

function settleNarrow(cuts: usize, values: usize): void {
  for (let row: usize = 0; row < TILE; row++) {
    const found = <u32>load<u8>(BINS + row) ^ 0x80;
    const value = load<f64>(values + (row << 3));
    if (load<f64>(cuts + ((<usize>found) << 3)) > value) {
      store<u8>(BINS + row, <u8>(settleBin(cuts, found, value) ^ 0x80));
    }
  }
}

function settleWide(cuts: usize, values: usize): void {
  for (let row: usize = 0; row < TILE; row++) {
    const found = <u32>load<u16>(BINS + (row << 1));
    const value = load<f64>(values + (row << 3));
    if (load<f64>(cuts + ((<usize>found) << 3)) > value) {
      store<u16>(BINS + (row << 1), <u16>settleBin(cuts, found, value));
    }
  }
}

function findAbsent(values: usize): void {
  for (let row: usize = 0; row < TILE; row += 16) {
    const at = values + (row << 2);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const absent = narrowMasks(f32x4.ne(a, a), f32x4.ne(b, b), f32x4.ne(c, c), f32x4.ne(d, d));
    v128.store(ABSENT + row, absent);
  }
}

function compareAll(cuts: usize, count: u32, values: usize): void {
  const end = cuts + ((<usize>count) << 2);
  for (let row: usize = 0; row < TILE; row += 16) {
    const at = values + (row << 2);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let bins = i8x16.splat(-128);
    for (let cut = cuts; cut < end; cut += 4) {
      const k = v128.load32_splat(cut);
      bins = i8x16.sub(
        bins,
        narrowMasks(f32x4.le(k, a), f32x4.le(k, b), f32x4.le(k, c), f32x4.le(k, d)),
      );
    }
    v128.store(BINS + row, bins);
  }
}

function searchAll(feature: usize, values: usize): void {
  const pivots = <usize>load<u32>(feature, 20);
  const cuts = <usize>load<u32>(feature, 16);
  for (let row: usize = 0; row < TILE; row++) {
    const value = v128.load32_splat(values + (row << 2));
    const block = countPast(pivots, value) << 4;
    store<u8>(BINS + row, <u8>(block + countPast(cuts + ((<usize>block) << 2), value) - 128));
  }
}

/** Columns of a feature with at most 255 cut points. */
function expandNarrow(feature: usize, xb: usize): void {
  let column = <usize>load<u32>(feature, 32);
  const end = column + <usize>load<u32>(feature, 36) * COLUMN_BYTES;
  for (; column < end; column += COLUMN_BYTES) {
    const out = columnAt(xb, <usize>load<u32>(column));
    const high = load<u32>(column, 4) == MISSING_HIGH;
    for (let row: usize = 0; row < TILE; row += 16) {
      // A missing value is past no cut point: its bin is 0, and 0 xor 0xff is 255.
      const bins = v128.load(BINS + row);
      v128.store(out + row, high ? v128.xor(bins, v128.load(ABSENT + row)) : bins);
    }
  }
}

/** Columns of a feature with more cut points, or of a category: bins are u16. */
function expandWide(feature: usize, xb: usize): void {
  let column = <usize>load<u32>(feature, 32);
  const end = column + <usize>load<u32>(feature, 36) * COLUMN_BYTES;
  const bias = i8x16.splat(-128);
  for (; column < end; column += COLUMN_BYTES) {
    const out = columnAt(xb, <usize>load<u32>(column));
    const kind = load<u32>(column, 4);
    if (kind > MISSING_HIGH) {
      const table = <usize>load<u32>(column, 12);
      for (let row: usize = 0; row < TILE; row++) {
        store<u8>(out + row, load<u8>(table + <usize>load<u16>(BINS + (row << 1))));
      }
      continue;
    }
    const base = i16x8.splat(<i16>load<u32>(column, 8));
    const top = i16x8.splat(255);
    const fill = i8x16.splat(kind == MISSING_HIGH ? -1 : 0);
    for (let row: usize = 0; row < TILE; row += 16) {
      const low = i16x8.sub_sat_u(v128.load(BINS + (row << 1)), base);
      const high = i16x8.sub_sat_u(v128.load(BINS + (row << 1), 16), base);
      const bytes = i8x16.narrow_i16x8_u(i16x8.min_u(low, top), i16x8.min_u(high, top));
      v128.store(
        out + row,
        v128.xor(v128.bitselect(fill, bytes, v128.load(ABSENT + row)), bias),
      );
    }
  }
}

function searchWide(feature: usize, levels: u32, values: usize): void {
  for (let row: usize = 0; row < TILE; row++) {
    const value = v128.load32_splat(values + (row << 2));
    store<u16>(BINS + (row << 1), <u16>searchBin(feature, levels, value));
  }
}

function copyBins(feature: usize, values: usize): void {
  const missing = load<u32>(feature, 40);
  for (let row: usize = 0; row < TILE; row++) {
    const bin = <u32>load<u16>(values + (row << 1));
    store<u16>(BINS + (row << 1), <u16>bin);
    store<u8>(ABSENT + row, <u8>select<u32>(255, 0, bin == missing));
  }
}

/**
 * Bins a chunk: the columns of every tile.
 *
 * @param features - records of the features that some column reads.
 * @param xb - i8[tiles][columns][64].
 * @param tileBytes - columns * 64.
 */
export function binTiles(
  features: usize,
  count: u32,
  tiles: u32,
  xb: usize,
  tileBytes: usize,
): void {
  const end = features + <usize>count * FEATURE_BYTES;
  for (let feature = features; feature < end; feature += FEATURE_BYTES) {
    const kind = load<u32>(feature);
    const isDouble = kind >= KIND_DOUBLES;
    const doubles = <usize>load<u32>(feature, 44);
    const cuts = load<u32>(feature, 4);
    const levels = load<u32>(feature, 8);
    let values = <usize>load<u32>(feature, 12);
    let out = xb;
    for (let tile: u32 = 0; tile < tiles; tile++, out += tileBytes) {
      if (kind == KIND_BINS) {
        copyBins(feature, values);
        expandWide(feature, out);
        values += TILE << 1;
        continue;
      }
      let singles = values;
      if (isDouble) {
        roundAll(values, zeroBound(kind));
        singles = SINGLES;
      }
      findAbsent(singles);
      if (cuts > 255) {
        searchWide(feature, levels, singles);
        if (isDouble) settleWide(doubles, values);
        expandWide(feature, out);
      } else {
        if (cuts <= COMPARE_ALL_CUTS) compareAll(<usize>load<u32>(feature, 16), cuts, singles);
        else searchAll(feature, singles);
        if (isDouble) settleNarrow(doubles, values);
        expandNarrow(feature, out);
      }
      values += isDouble ? TILE << 3 : TILE << 2;
    }
  }
}

/** Bins the first row of the chunk: `row` receives i8[columns]. */
export function binRow(features: usize, count: u32, row: usize): void {
  const end = features + <usize>count * FEATURE_BYTES;
  for (let feature = features; feature < end; feature += FEATURE_BYTES) {
    const values = <usize>load<u32>(feature, 12);
    const missing = load<u32>(feature, 40);
    const kind = load<u32>(feature);
    const isDouble = kind >= KIND_DOUBLES;
    let bin: u32;
    if (kind == KIND_BINS) {
      bin = <u32>load<u16>(values);
    } else {
      const value = isDouble ? load<f64>(values) : <f64>load<f32>(values);
      if (value == value && abs(value) > zeroBound(kind)) {
        bin = <u32>searchBin(feature, load<u32>(feature, 8), f32x4.splat(<f32>value));
        const doubles = <usize>load<u32>(feature, 44);
        if (isDouble && load<f64>(doubles + ((<usize>bin) << 3)) > value) {
          bin = settleBin(doubles, bin, value);
        }
      } else {
        bin = missing;
      }
    }
    let column = <usize>load<u32>(feature, 32);
    const last = column + <usize>load<u32>(feature, 36) * COLUMN_BYTES;
    for (; column < last; column += COLUMN_BYTES) {
      const kind = load<u32>(column, 4);
      let byte: i32;
      if (kind > MISSING_HIGH) byte = load<i8>(<usize>load<u32>(column, 12) + <usize>bin);
      else if (bin == missing) byte = kind == MISSING_HIGH ? 127 : -128;
      else byte = max(0, min(255, <i32>bin - load<i32>(column, 8))) - 128;
      store<u8>(row + <usize>load<u32>(column), <u8>byte);
    }
  }
}
