import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from './cli-build.js';

const scorecards = resolve(import.meta.dirname, '../vectors/scorecard');
const xgboost = resolve(import.meta.dirname, '../vectors/xgboost/missing-3.4.1');
const card = join(scorecards, 'toad-csv-0.1.7');

interface Compared {
  readonly rows: number;
  readonly sameMargin: number;
  readonly features: { both: number; onlyA: string[]; onlyB: string[] };
  readonly logOdds: { largest: number; mean: number; p50: number };
  readonly points: { largest: number };
  readonly rank: { spearman: number | null; swapped: number | null };
  readonly decisions?: { moved: number; table: { from: string; to: string; rows: number }[] };
  readonly bands?: { moved: number };
  readonly reasons?: { sameList: number; sameSet: number; sameFirst: number; meanOverlap: number };
}

let cli: Cli;
const at = (name: string): string => join(cli.folder, name);
const rows = join(card, 'rows.csv');

function pack(output: string, spec: object, model = join(card, 'card.csv')): void {
  writeFileSync(at('spec.json'), JSON.stringify(spec));
  const run = cli.run('pack', model, '-o', output, '--features', 'spec.json');
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
}

function compare(...parameters: string[]): Compared {
  const { code, stdout, stderr } = cli.run('compare', ...parameters, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Compared;
}

const SCALING = { pdo: 60, points: 600, odds: 20 };
const cutoffs = { approve: 480, review: 430 };

beforeAll(async () => {
  cli = await buildCli('compare');
  pack('a.insitu', { name: 'a', scorecard: { scaling: SCALING }, scale: { cutoffs } });
  pack('b.insitu', {
    name: 'b',
    scorecard: { scaling: SCALING },
    scale: { cutoffs: { approve: 505, review: 430 }, bands: [{ id: 'X', from: 0 }] },
  });
  // One entry of the card worth ten points more.
  const text = readFileSync(join(card, 'card.csv'), 'utf8');
  const changed = text.replace(
    /^(0,.*,)(-?[\d.]+)$/m,
    (_, head, points) => `${head}${Number(points) + 10}`,
  );
  expect(changed).not.toBe(text);
  writeFileSync(at('changed.csv'), changed);
  pack('c.insitu', { scorecard: { scaling: SCALING }, scale: { cutoffs } }, at('changed.csv'));
});

afterAll(() => cli.remove());

describe('insitu compare', () => {
  it('finds no difference between a bundle and itself', () => {
    const found = compare('a.insitu', 'a.insitu', rows);
    expect(found).toMatchObject({
      sameMargin: found.rows,
      features: { onlyA: [], onlyB: [] },
      logOdds: { largest: 0, mean: 0, p50: 0 },
      points: { largest: 0 },
      rank: { spearman: 1, swapped: 0 },
      decisions: { moved: 0 },
      reasons: { sameList: 1, sameSet: 1, sameFirst: 1, meanOverlap: 1 },
    });
    expect(found.rows).toBe(113);
    expect(found.bands).toBeUndefined();
  });

  it('finds rows whose points differ, and by how many', () => {
    const found = compare('a.insitu', 'c.insitu', rows);
    expect(found.sameMargin).toBeGreaterThan(0);
    expect(found.sameMargin).toBeLessThan(found.rows);
    expect(found.points.largest).toBe(10);
    expect(found.logOdds.largest).toBeCloseTo((10 * Math.LN2) / 60, 5);
    expect(found.rank.spearman).toBeLessThan(1);
    expect(found.rank.swapped).toBeGreaterThan(0);
  });

  it('counts who is swapped in and out', () => {
    const { decisions, sameMargin, rows: count } = compare('a.insitu', 'b.insitu', rows);
    expect(sameMargin).toBe(count);
    const out = decisions!.table.find(({ from, to }) => from === 'approved' && to === 'review')!;
    expect(decisions!.moved).toBe(out.rows);
    expect(out.rows).toBeGreaterThan(0);
    expect(decisions!.table.reduce((sum, move) => sum + move.rows, 0)).toBe(count);
    const back = compare('b.insitu', 'a.insitu', rows).decisions!.table;
    expect(back.find(({ from, to }) => from === 'review' && to === 'approved')!.rows).toBe(
      out.rows,
    );
  });

  it('tells people the same', () => {
    const { code, stdout, stderr } = cli.run('compare', 'a.insitu', 'b.insitu', rows);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/rows {8}113, 113 of them with the same margin/);
    expect(stdout).toMatch(/approved -> review {2}\d+ {2}\(swapped out\)/);
    expect(stdout).toContain('bands       not compared');
  });

  it('compares models of different features, each on its own', () => {
    pack('x.insitu', {}, join(xgboost, 'model.json'));
    const header = readFileSync(join(xgboost, 'rows.csv'), 'utf8').split('\n', 1)[0]!.split(',');
    const names = [
      ...new Set([...header, 'LIMIT_BAL', 'EDUCATION', 'PAY_0', 'PAY_2', 'BILL_AMT1', 'PAY_AMT1']),
    ];
    const line = names.map((_, i) => String((i * 37) % 11)).join(',');
    writeFileSync(at('both.csv'), `${names.join(',')}\n${line}\n${line}\n`);
    const { features, rank } = compare('x.insitu', 'a.insitu', 'both.csv');
    expect(features.onlyA.length + features.onlyB.length).toBeGreaterThan(0);
    expect(rank).toEqual({ spearman: null, swapped: null });
  });

  it('prints no value of a row, refused or not', () => {
    const text = readFileSync(rows, 'utf8').split('\n');
    writeFileSync(at('bad.csv'), [text[0], text[1]!.replace(/[^,]+$/, 'secret-4711')].join('\n'));
    const { code, stdout, stderr } = cli.run('compare', 'a.insitu', 'b.insitu', 'bad.csv');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('INPUT_INVALID');
    expect(stderr).toContain('line 2');
    expect(stderr).not.toContain('secret');
  });

  it('exits with 2 on wrong usage', () => {
    expect(cli.run('compare', 'a.insitu', 'b.insitu')).toMatchObject({ code: 2, stdout: '' });
    expect(cli.run('compare', '--help').stdout).toContain('swapped in and out');
  });
});

describe('insitu inspect', () => {
  it('shows a bundle to people: cut points, points, sizes, exactness', () => {
    const { stdout } = cli.run('inspect', 'b.insitu');
    expect(stdout).toMatch(/source {5}toad \(scorecard\)/);
    expect(stdout).toMatch(/exactness {2}margins within \d\.\de-\d+ log-odds/);
    expect(stdout).toMatch(
      /LIMIT_BAL {2}numeric {6}\s*\d+ cut points {2}missing allowed {2}\d+ to \d+/,
    );
    expect(stdout).toContain('60 to double the odds; higher is safer');
    expect(stdout).toContain('cutoffs    approve 505, review 430');
    expect(stdout).toContain('bands      X from 0');
    expect(stdout).toMatch(/body {7}kind additive, terms 6, pairs 0, entries \d+/);
    expect(stdout).toMatch(/ \d+ bytes$/m);
  });

  it('shows what a model file would become', () => {
    const { code, stdout } = cli.run('inspect', join(card, 'card.csv'));
    expect(code).toBe(0);
    expect(stdout).toContain('scorecard, ');
    expect(stdout).toContain('note       the file does not say what points mean');
    expect(stdout).toMatch(/link {7}identity/);
    const facts = JSON.parse(cli.run('inspect', join(xgboost, 'model.json'), '--json').stdout) as {
      report: { sampleRows: number };
      features: { range?: [number, number] }[];
    };
    expect(facts).toMatchObject({ format: 'xgboost-json', body: { kind: 'forest' } });
    expect(facts.report.sampleRows).toBe(1024);
    expect(facts.features[0]!.range).toHaveLength(2);
  });

  it('lists categories with their codes', () => {
    const german = join(scorecards, 'toad-json-0.1.7/card.json');
    const facts = JSON.parse(cli.run('inspect', german, '--json').stdout) as {
      features: { name: string; categories?: object[] }[];
    };
    const purpose = facts.features.find(({ name }) => name === 'verw')!;
    expect(purpose.categories![0]).toEqual({ code: 0, label: expect.any(String) as string });
  });

  it('compares networks, and their reasons where both explain', () => {
    const network = resolve(import.meta.dirname, '../vectors/network/mlp');
    const table = join(network, 'rows.csv');
    const header = readFileSync(table, 'utf8').split('\n', 1)[0]!.trim();
    const spec = { import: { featureNames: header.split(',').slice(1) } };
    pack('mute.insitu', spec, join(network, 'model.onnx'));
    const again = cli.run('pack', join(network, 'model.onnx'), '-o', 'again.insitu');
    expect(again.stdout).toContain('margin     not compared: the source was not replayed');
    const background = { rows: table, population: 'all' };
    pack('explained.insitu', { ...spec, background }, join(network, 'model.onnx'));
    const mute = compare('mute.insitu', 'explained.insitu', table);
    expect(mute).toMatchObject({ rows: 60, sameMargin: 60, logOdds: { largest: 0 } });
    expect(mute.reasons).toBeUndefined();
    const both = compare('explained.insitu', 'explained.insitu', table);
    expect(both.reasons).toMatchObject({ sameList: 1, meanOverlap: 1 });
  });
});
