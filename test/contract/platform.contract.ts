import { describe, expect, it } from 'vitest';
import { exactExp, exactLog, exactLog1p } from '../../sdk/core/exact-math.js';
import { createRandom } from '../../sdk/core/random.js';
import type { Environment } from './environment.js';

/** What the engines take for granted wherever they run. */
export function contract(environment: Environment): void {
  describe('numbers', () => {
    it('are little endian, as the sections of a bundle are', () => {
      expect(new Uint8Array(new Int32Array([1]).buffer)[0]).toBe(1);
    });

    it('round to float32 as the source libraries do', () => {
      expect(Math.fround(0.1)).toBe(0.10000000149011612);
      expect(Math.fround(16_777_217)).toBe(16_777_216);
    });

    it('add as i32 whatever the order', () => {
      const terms = Int32Array.from({ length: 1000 }, (_, index) => (index * 48_271) | 0);
      const forward = terms.reduce((sum, term) => (sum + term) | 0, 0);
      const backward = terms.reduceRight((sum, term) => (sum + term) | 0, 0);
      expect(forward).toBe(backward);
    });
  });

  it('computes exp and log with the same bits, as training needs', async () => {
    const random = createRandom(3);
    const results = new Float64Array(12_000);
    for (let i = 0; i < results.length; i += 3) {
      const x = (random.next() - 0.5) * 1440;
      results[i] = exactExp(x);
      results[i + 1] = exactLog(Math.abs(x));
      results[i + 2] = exactLog1p(random.next() * 2 ** -random.below(40));
    }
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', results));
    expect([...digest.slice(0, 6)]).toEqual([76, 178, 111, 188, 29, 201]);
  });

  it('has WebCrypto', async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('abc'));
    expect(new Uint8Array(digest).slice(0, 4)).toEqual(new Uint8Array([0xba, 0x78, 0x16, 0xbf]));
  });

  it('reads the files of the tests', async () => {
    const text = new TextDecoder().decode(await environment.readFile('README.md'));
    expect(text).toContain('# ');
  });
}
