import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fairnessOf, type FairnessReport } from '../../sdk/fairness.js';
import { buildCli, parseTable, type Cli, type CliRun } from './cli-build.js';

const card = resolve(import.meta.dirname, '../vectors/scorecard/toad-csv-0.1.7');
const CUTOFF = 480;

let cli: Cli;
const at = (name: string): string => join(cli.folder, name);

/** The vector's rows with a group and an outcome, neither of which is the model's. */
const lines = readFileSync(join(card, 'rows.csv'), 'utf8').trimEnd().split('\n');
const groups = lines
  .slice(1)
  .map((_, row) => (row % 10 === 0 ? '' : row % 3 === 0 ? '北 岸' : 'South'));
const outcomes = lines.slice(1).map((_, row) => (row % 7 === 0 ? 'NA' : row % 4 === 0 ? '1' : '0'));

function writeRows(
  name: string,
  group: (row: number) => string,
  outcome: (row: number) => string,
): void {
  const body = lines.slice(1).map((line, row) => `${line},${group(row)},${outcome(row)}`);
  writeFileSync(at(name), `${[`${lines[0]},region,bad`, ...body].join('\n')}\n`);
}

function fairness(...parameters: string[]): CliRun {
  return cli.run('fairness', ...parameters);
}

function pack(output: string, spec: object): void {
  writeFileSync(at('spec.json'), JSON.stringify(spec));
  const run = cli.run('pack', join(card, 'card.csv'), '-o', output, '--features', 'spec.json');
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
}

const SCALING = { pdo: 60, points: 600, odds: 20 };

beforeAll(async () => {
  cli = await buildCli('fairness');
  const scale = { cutoffs: { approve: CUTOFF, review: 430 } };
  pack('card.insitu', { name: 'card', scorecard: { scaling: SCALING }, scale });
  pack('lineless.insitu', { name: 'lineless', scorecard: { scaling: SCALING } });
  pack('points.insitu', { name: 'points', scale });
  writeRows(
    'rows.csv',
    (row) => groups[row]!,
    (row) => outcomes[row]!,
  );
});
afterAll(() => cli.remove());

describe('insitu fairness', () => {
  it('says what fairnessOf says of the scored rows', () => {
    const scored = cli.run('score', 'card.insitu', 'rows.csv');
    const table = parseTable(scored.stdout);
    const points = table.map((row) => Number(row['points']));
    const { code, stdout } = fairness(
      ...['card.insitu', 'rows.csv', '--group', 'region', '--outcome', 'bad', '--json'],
    );
    expect(code).toBe(0);
    const { name, group, cutoff, ...found } = JSON.parse(stdout) as FairnessReport & {
      name: string;
      group: string;
      cutoff: number;
    };
    expect({ name, group, cutoff }).toEqual({ name: 'card', group: 'region', cutoff: CUTOFF });
    const own = fairnessOf({
      groups,
      ...{ points, cutoff: CUTOFF },
      outcome: outcomes.map((cell) => (cell === 'NA' ? null : Number(cell))),
      probability: table.map((row) => Number(row['probability'])),
    });
    expect(found.missing).toEqual(own.missing);
    expect(found.missing.group).toBe(groups.filter((label) => label === '').length);
    found.groups.forEach((each, i) => {
      const other = JSON.parse(JSON.stringify(own.groups[i])) as typeof each;
      for (const key of ['label', 'rows', 'approval', 'parity', 'good', 'score'] as const) {
        expect(each[key]).toEqual(other[key]);
      }
      // The table has nine digits of a probability.
      expect(each.ranking!.auc.value).toBeCloseTo(other.ranking!.auc.value, 6);
      expect(each.calibration!.expected).toBeCloseTo(other.calibration!.expected, 6);
    });
  });

  it('prints tables of groups, and no row', () => {
    const { code, stdout, stderr } = fairness(
      ...['card.insitu', 'rows.csv', '--group', 'region', '--outcome', 'bad'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^rows {8}113 by region, 12 without a group$/m);
    expect(stdout).toMatch(/^reference {3}South$/m);
    expect(stdout).toMatch(/^ {2}South {6}\d+ +\d+ +\d+\.\d % \(\d/m);
    expect(stdout).toMatch(/^ {2}北 岸 {6}\d+ +\d+ .* (above|unclear|below) +(0\.\d{3}|<0\.001)/m);
    for (const title of ['approval', 'good payers', 'scores', 'ranking', 'calibration']) {
      expect(stdout).toMatch(new RegExp(`^${title} `, 'm'));
    }
    expect(stdout).toContain('no safe harbour');
    expect(stdout.split('\n').length).toBeLessThan(40);
  });

  it('leaves out what needs outcomes or probabilities', () => {
    const { stdout } = fairness('points.insitu', 'rows.csv', '--group', 'region');
    for (const title of ['good payers', 'ranking', 'calibration']) {
      expect(stdout).not.toMatch(new RegExp(`^${title} `, 'm'));
    }
    const ranked = fairness(
      ...['points.insitu', 'rows.csv', '--group', 'region', '--outcome', 'bad'],
    ).stdout;
    expect(ranked).toMatch(/^ranking /m);
    expect(ranked).not.toMatch(/^calibration /m);
  });

  it('takes another reference, line and confidence', () => {
    const run = (...parameters: string[]) =>
      JSON.parse(
        fairness('card.insitu', 'rows.csv', '--group', 'region', '--json', ...parameters).stdout,
      ) as FairnessReport;
    expect(run('--reference', '北 岸').reference).toBe('北 岸');
    expect(run('--cutoff', '0').notes).toContain('ALL_APPROVED');
    const [wide, narrow] = [run(), run('--confidence', '0.8')].map(
      ({ approval }) => approval.rate.high - approval.rate.low,
    );
    expect(narrow).toBeLessThan(wide!);
  });

  it('lets no label steer the terminal', () => {
    writeRows(
      'steer.csv',
      (row) => (row % 2 ? '\u001b[31mred' : 'b\u202ecd'),
      () => '0',
    );
    const { code, stdout } = fairness('card.insitu', 'steer.csv', '--group', 'region');
    expect(code).toBe(0);
    expect(stdout).toContain('?[31mred');
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
  });

  it('refuses with 1 what it cannot compare, without a value of a row', () => {
    const refused = (text: string, ...parameters: string[]) => {
      const { code, stdout, stderr } = fairness(...parameters);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(text);
      return stderr;
    };
    const rows = ['rows.csv', '--group', 'region'];
    refused('OPTION_INVALID: the bundle has no approval line', 'lineless.insitu', ...rows);
    refused('column "nowhere"', 'card.insitu', 'rows.csv', '--group', 'nowhere');
    refused('OPTION_INVALID: "reference"', 'card.insitu', ...rows, '--reference', 'Mars');
    refused('OPTION_INVALID: "confidence"', 'card.insitu', ...rows, '--confidence', '2');
    writeRows(
      'many.csv',
      (row) => `id-${row}-4711`,
      (row) => (row === 3 ? '4711' : '0'),
    );
    const many = ['card.insitu', 'many.csv', '--group', 'region'];
    expect(refused('at most 50 different groups', ...many)).not.toContain('4711');
    const outcome = refused('column "bad", line 5 expected 0 or 1', ...many, '--outcome', 'bad');
    expect(outcome).not.toContain('4711');
  });

  it('exits with 2 when the command is wrong', () => {
    for (const parameters of [
      ['card.insitu', 'rows.csv'],
      ['card.insitu', '--group', 'region'],
      ['card.insitu', 'rows.csv', '--group', 'region', '--cutoff', 'high'],
      ['card.insitu', 'rows.csv', '--group', 'region', '--engine', 'abacus'],
    ]) {
      const { code, stderr } = fairness(...parameters);
      expect(code).toBe(2);
      expect(stderr).toContain('usage: insitu fairness');
    }
  });
});
