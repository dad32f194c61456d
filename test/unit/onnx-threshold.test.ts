import { describe, expect, it } from 'vitest';
import { FLOAT_ORDER } from '../../sdk/core/float-order.js';
import { findTurn } from '../../sdk/importers/onnx/find-threshold.js';

const { fround } = Math;

describe('the number at which a condition turns', () => {
  it.each([0, 0.1, -0.1, 1.5, -700.25, 1e-40, -1e-40, 3e38, -3e38])('%d, in float32', (value) => {
    const cut = fround(value);
    for (const guess of [cut, 0, NaN, 1e300]) {
      expect(findTurn((raw) => raw < cut, 'float32', guess)).toBe(cut);
      expect(findTurn((raw) => raw >= cut, 'float32', guess)).toBe(cut);
      const above = findTurn((raw) => raw <= cut, 'float32', guess)!;
      expect(FLOAT_ORDER.float32.previous(above)).toBe(cut);
    }
  });

  it.each([0, 0.1, -0.1, 1.5, 5e-324, -5e-324, 1e308, -1e308])('%d, in float64', (cut) => {
    for (const guess of [cut, 0, NaN]) {
      expect(findTurn((raw) => raw < cut, 'float64', guess)).toBe(cut);
      const above = findTurn((raw) => raw > cut, 'float64', guess)!;
      expect(FLOAT_ORDER.float64.previous(above)).toBe(cut);
    }
  });

  it('is found behind a rounding step, where many numbers become one', () => {
    const step = (raw: number) => fround(fround(raw - 300) * fround(1e-3));
    const limit = fround(-0.1);
    const turn = findTurn((raw) => step(raw) <= limit, 'float32', limit)!;
    expect(step(turn)).toBeGreaterThan(limit);
    expect(step(FLOAT_ORDER.float32.previous(turn))).toBeLessThanOrEqual(limit);
  });

  it('is nowhere for a condition that never turns', () => {
    expect(findTurn(() => true, 'float32', 0)).toBe(undefined);
    expect(findTurn((raw) => raw * 0 > 1, 'float64', 0)).toBe(undefined);
  });
});
