import { describe, expect, it } from 'vitest';
import { isKnown, isPure, layerOf, packageRefusal, refusal } from './layers.js';
import { importsOf, outsideUses, parseSource, readSources } from './sources.js';

const sources = ['sdk', 'components', 'demo'].flatMap(readSources);

describe('the folders', () => {
  it('are the ones in the table', () => {
    expect(sources.map(({ path }) => path).filter((path) => !isKnown(path))).toEqual([]);
  });

  it('import only to the left', () => {
    const refusals = sources.flatMap((source) =>
      importsOf(source).map(({ file }) => file && refusal(source.path, file)),
    );
    expect(refusals.filter(Boolean)).toEqual([]);
  });

  it('import only the packages that are theirs', () => {
    const refusals = sources.flatMap((source) =>
      importsOf(source).map(
        ({ file, specifier }) => file === undefined && packageRefusal(source.path, specifier),
      ),
    );
    expect(refusals.filter(Boolean)).toEqual([]);
  });

  it('have no import cycle', () => {
    const graph = new Map(
      sources.map((source) => [
        source.path,
        importsOf(source).flatMap(({ file, typeOnly }) => (file && !typeOnly ? [file] : [])),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
  });

  it('reach nothing outside below runtime', () => {
    const pure = sources.filter(({ path }) => isPure(path));
    expect(pure.length).toBeGreaterThan(0);
    expect(pure.flatMap(outsideUses)).toEqual([]);
  });
});

describe('the detectors, against planted faults', () => {
  it.each([
    ['sdk/core/bytes.ts', 'sdk/model/forest.ts'],
    ['sdk/model/forest.ts', 'sdk/lowering/columns.ts'],
    ['sdk/engines/engine.ts', 'sdk/explain/points.ts'],
    ['sdk/importers/xgboost.ts', 'sdk/engines/engine.ts'],
    ['sdk/engines/engine.ts', 'sdk/runtime/spawn.ts'],
    ['sdk/batch/table.ts', 'sdk/scoring/score.ts'],
    ['sdk/runtime/spawn.ts', 'sdk/scorer.ts'],
    ['components/risk-score.ts', 'sdk/scorer.ts'],
    ['components/risk-score.ts', 'sdk/core/errors.ts'],
    ['demo/main.ts', 'sdk/runtime/spawn.ts'],
    ['sdk/index.ts', 'components/index.ts'],
    ['sdk/index.ts', 'sdk/cli/insitu.ts'],
  ])('%s must not import %s', (importer, imported) => {
    expect(refusal(importer, imported)).toBe(`${importer} imports ${imported}`);
  });

  it.each([
    ['sdk/model/forest.ts', 'lit'],
    ['sdk/model/forest.ts', 'node:fs'],
    ['sdk/runtime/spawn.ts', 'node:worker_threads'],
    ['components/risk-score.ts', 'vite'],
    ['sdk/engines/engine.ts', 'data:text/javascript,'],
  ])('%s must not import the package %s', (importer, specifier) => {
    expect(packageRefusal(importer, specifier)).toBe(`${importer} imports ${specifier}`);
  });

  it.each([
    ['const answer = fetch(url);', 'fetch'],
    ['const pool = new Worker(url);', 'Worker'],
    ['const cores = navigator.hardwareConcurrency;', 'navigator'],
    ['const now = Date.now();', 'Date.now'],
    ['const now = new Date();', 'new Date()'],
    ['const chance = Math.random();', 'Math.random'],
    ['const home = process.env.HOME;', 'process'],
    ['const send = globalThis.fetch;', 'globalThis.fetch'],
    ['const doors = { fetch };', 'fetch'],
    ['const bytes = crypto.getRandomValues(buffer);', 'crypto.getRandomValues'],
  ])('sees the outside in: %s', (text, name) => {
    expect(outsideUses(parseSource('sdk/core/planted.ts', text))).toEqual([
      `sdk/core/planted.ts:1 uses ${name}`,
    ]);
  });

  it.each([
    '// fetch(url) is what we do not do\nconst text = "fetch";',
    'function load(fetch: (url: string) => void) { fetch("x"); }',
    'const handle = (engine: { process(): void }) => engine.process();',
    'const digest = crypto.subtle.digest("SHA-256", bytes);',
    'const day = new Date(0);',
  ])('sees nothing in: %s', (text) => {
    expect(outsideUses(parseSource('sdk/core/planted.ts', text))).toEqual([]);
  });

  it('sees every kind of import', () => {
    const text = `
      import type { A } from './a.js';
      import { b } from './b.js';
      export * from './c.js';
      const d = import('./d.js');
      type E = import('./e.js').E;
      import f from 'f';`;
    expect(importsOf(parseSource('sdk/core/planted.ts', text))).toEqual([
      { specifier: './a.js', file: 'sdk/core/a.ts', typeOnly: true },
      { specifier: './b.js', file: 'sdk/core/b.ts', typeOnly: false },
      { specifier: './c.js', file: 'sdk/core/c.ts', typeOnly: false },
      { specifier: './d.js', file: 'sdk/core/d.ts', typeOnly: false },
      { specifier: './e.js', file: 'sdk/core/e.ts', typeOnly: true },
      { specifier: 'f', file: undefined, typeOnly: false },
    ]);
  });

  it('sees a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
    expect(layerOf('sdk/model/check/forest.ts')).toBe('model');
  });
});

/** The first cycle found, as the way round it, or undefined. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const finished = new Set<string>();
  const walk = (node: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = walk(next, [...way, node]);
      if (cycle) return cycle;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = walk(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}
