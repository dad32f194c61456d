import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Binner } from '../../sdk/engines/wasm/binner.js';
import { compileKernel, instantiateKernel } from '../../sdk/engines/wasm/kernel.js';
import { KernelMemory } from '../../sdk/engines/wasm/kernel-memory.js';
import { columnValue, type VirtualColumn } from '../../sdk/lowering/columns.js';
import { binOf } from '../../sdk/model/binning.js';
import { missingBin, type NumericFeature } from '../../sdk/model/feature.js';
import { nextUp } from './engine-models.js';

const ROWS = 128;

let module: WebAssembly.Module;
beforeAll(async () => {
  const kernel = await compileKernel();
  if (!kernel.module) throw new Error(kernel.reason);
  module = kernel.module;
});

function numeric(cuts: readonly number[], options: Partial<NumericFeature> = {}): NumericFeature {
  const sorted = Float64Array.from(new Set(cuts.map((cut) => cut || 0))).sort();
  const rest = { name: 'x', missing: 'allowed', compare: 'float64', side: 'less' } as const;
  return { kind: 'numeric', ...rest, cuts: sorted, ...options };
}

/** Both ways in which a forest reads a numeric feature, over all of its cut points. */
function windowsOf(feature: NumericFeature): VirtualColumn[] {
  const columns: VirtualColumn[] = [];
  for (let base = 0; base < feature.cuts.length; base += 255) {
    for (const missing of [0, 255] as const) {
      columns.push({ kind: 'window', feature: 0, base, missing });
    }
  }
  return columns;
}

/** The kernel's columns of some values, in tiles and one by one, against those of `binOf`. */
function check(feature: NumericFeature, values: readonly number[], single = false): void {
  const columns = windowsOf(feature);
  const kernel = instantiateKernel(module);
  const memory = new KernelMemory(kernel);
  const none = new Uint16Array(0);
  const lowered = { columns, column: none, threshold: none, testColumn: none, testThreshold: none };
  const binner = new Binner(kernel, memory, [feature], lowered as never, ROWS);
  const xb = memory.reserve(columns.length * ROWS);
  memory.seal();
  const bytes = memory.int8(xb, columns.length * ROWS);
  const column = single ? Float32Array.from(values) : Float64Array.from(values);
  const table = { rows: values.length, columns: [column] };
  const expected = Array.from(column, (value) => {
    const bin = binOf(feature, value);
    return columns.map((c) => columnValue(c, bin, missingBin(feature)));
  });
  for (let start = 0; start < values.length; start += ROWS) {
    const count = Math.min(ROWS, values.length - start);
    binner.binTiles(table, start, count, xb);
    for (let row = 0; row < count; row++) {
      const tile = (row >> 6) * columns.length * 64;
      const found = columns.map((_, c) => bytes[tile + 64 * c + (row & 63)]! + 128);
      expect(found, `${column[start + row]}`).toEqual(expected[start + row]);
    }
  }
  for (let row = 0; row < values.length; row++) {
    binner.binRow(table, row, xb);
    const found = columns.map((_, c) => bytes[c]! + 128);
    expect(found, `${column[row]} alone`).toEqual(expected[row]);
  }
}

/** Each number with its neighbours, in float64 and in float32, and with its opposite. */
function around(numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => {
    const single = Math.fround(number);
    const halfway = single + Math.abs(single) * 2 ** -25;
    const near = [number, nextUp(number), -nextUp(-number), single, nextUp(single), halfway];
    return [...near, -nextUp(-halfway), -number];
  });
}

const BOUND = Math.fround(1e-35);
const extremes = [
  ...[0, -0, NaN, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, 1e300, -1e300],
  ...[Number.MIN_VALUE, -Number.MIN_VALUE, 2 ** -1022, 2 ** -149, -(2 ** -149), 2 ** -150, 1e-46],
  ...[3.4028234663852886e38, 3.4028235677973366e38, -3.4028235677973366e38, 1e-35, -1e-35, BOUND],
  ...[-BOUND, nextUp(BOUND), -nextUp(BOUND), 9e-36, 1.0000001e-35],
];

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
const plain = fc.integer({ min: -50, max: 50 }).map((number) => number / 10);
const small = fc.array(fc.oneof(doubles, plain), { minLength: 1, maxLength: 60 });
const sides = fc.constantFrom('less' as const, 'less-equal' as const);

describe('float64 bins of the kernel', () => {
  it('are those of binOf, for any cut points and whatever lies beside them', () => {
    fc.assert(
      fc.property(small, small, sides, fc.boolean(), (cuts, values, side, zeros) => {
        const feature = numeric(cuts, { side, ...(zeros && { zeroIsMissing: true }) });
        check(feature, [...values, ...around(cuts.slice(0, 20)), ...extremes]);
      }),
      { numRuns: 150 },
    );
  });

  it.each([3, 48, 49, 255, 256, 700, 5000])(
    'of %i cut points that float32 cannot tell',
    (count) => {
      for (const start of [1, -1, 3e38, 0.1, -1e-42, -3e-310, 16_777_216, -1e300]) {
        const cuts = [start];
        while (cuts.length < count) {
          const last = cuts.at(-1)!;
          cuts.push(cuts.length % 3 === 0 ? last + Math.abs(last) * 2 ** -30 : nextUp(last));
        }
        const some = cuts.filter((_, k) => k % Math.ceil(count / 100) === 0);
        for (const side of ['less', 'less-equal'] as const) {
          check(numeric(cuts, { side }), [...around([...some, cuts.at(-1)!]), ...extremes]);
        }
      }
    },
  );

  it('at the ends of what there is', () => {
    for (const side of ['less', 'less-equal'] as const) {
      const finite = extremes.filter(Number.isFinite);
      check(numeric([], { side, cuts: Float64Array.of(-0) }), around(extremes));
      for (const cuts of [finite, ...finite.map((cut) => [cut])]) {
        check(numeric(cuts, { side }), around(extremes));
        check(numeric(cuts, { side, zeroIsMissing: true }), around(extremes));
        check(numeric(cuts, { side }), around(extremes), true);
        check(numeric(cuts, { side, zeroIsMissing: true }), around(extremes), true);
      }
    }
  });
});

describe('a zero that is missing', () => {
  it('is what LightGBM takes for one, up to its bound and no further', () => {
    const feature = numeric([-1, 0, 1], { zeroIsMissing: true });
    const missing = missingBin(feature);
    // Predictions of LightGBM 4.7.0 change between these two numbers.
    for (const value of [0, -0, NaN, 1e-35, -1e-35, 1.0000000180025095e-35, -BOUND, 5e-324]) {
      expect(binOf(feature, value)).toBe(missing);
    }
    expect(binOf(feature, 1.0000000180025096e-35)).toBe(2);
    expect(binOf(feature, -1.0000000180025096e-35)).toBe(1);
    expect(binOf(numeric([-1, 0, 1]), 0)).toBe(2);
  });
});
