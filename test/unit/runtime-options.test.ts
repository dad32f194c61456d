import { describe, expect, it } from 'vitest';
import {
  resolveBatchOptions,
  resolveCallOptions,
  resolveExplainOptions,
  resolveOptions,
  type LoadOptions,
} from '../../sdk/options.js';

const refused = (path: string) => expect.objectContaining({ code: 'OPTION_INVALID', path });

describe('options', () => {
  it('have a default each', () => {
    expect(resolveOptions({}, 8)).toMatchObject({
      engine: 'auto',
      isolation: 'worker',
      workers: 4,
      trust: undefined,
      timeoutMs: undefined,
    });
  });

  it.each([
    [undefined, 1],
    [1, 1],
    [2, 1],
    [3, 2],
    [64, 4],
  ])('give %s cores %i workers', (cores, workers) => {
    expect(resolveOptions({}, cores).workers).toBe(workers);
  });

  it('take undefined for not given', () => {
    expect(resolveOptions({ engine: undefined } as unknown as LoadOptions, 1).engine).toBe('auto');
  });

  it.each<[string, object]>([
    ['trusted', { trusted: [] }],
    ['trust', { trust: [] }],
    ['trust', { trust: 'MFkw' }],
    ['engine', { engine: 'webgl' }],
    ['isolation', { isolation: 'none' }],
    ['workers', { workers: 0 }],
    ['workers', { workers: 1.5 }],
    ['workers', { workers: '2' }],
    ['timeoutMs', { timeoutMs: NaN }],
    ['timeoutMs', { timeoutMs: 2 ** 31 }],
    ['signal', { signal: null }],
    ['onProgress', { onProgress: 'yes' }],
  ])('refuse %s in %o', (path, options) => {
    expect(() => resolveOptions(options, 4)).toThrow(refused(path));
  });

  it('of a call are two', () => {
    expect(resolveCallOptions({ timeoutMs: 5 })).toEqual({ timeoutMs: 5 });
    expect(() => resolveCallOptions({ timeout: 5 } as object)).toThrow(refused('timeout'));
    expect(() => resolveBatchOptions({ progress: 1 } as object)).toThrow(refused('progress'));
  });

  it('of an explanation are parted from those of its call', () => {
    const { signal } = new AbortController();
    expect(resolveExplainOptions({ by: 'group', signal, timeoutMs: 5 })).toEqual({
      explain: { maxReasons: 4, by: 'group' },
      limits: { signal, timeoutMs: 5 },
    });
  });

  it.each<[string, object]>([
    ['maxReasons', { maxReasons: -1 }],
    ['maxReasons', { maxReasons: 256 }],
    ['direction', { direction: 'up' }],
    ['by', { by: 'tree' }],
    ['against', { against: 'all' }],
    ['locale', { locale: 'fr' }],
    ['onProgress', { onProgress: () => undefined }],
  ])('of an explanation refuse %s in %o', (path, options) => {
    expect(() => resolveExplainOptions(options)).toThrow(refused(path));
  });
});
