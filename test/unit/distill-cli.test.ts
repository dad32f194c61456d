import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainReport } from '../../sdk/train/report/train-report.js';
import { buildCli, type Cli } from './cli-build.js';

const vectors = resolve(import.meta.dirname, '../vectors');
const TARGET = 'default.payment.next.month';

let cli: Cli;
const at = (name: string): string => join(cli.folder, name);

beforeAll(async () => {
  cli = await buildCli('distill');
  const [header, ...rows] = gunzipSync(readFileSync(join(vectors, 'data/taiwan.csv.gz')))
    .toString()
    .trimEnd()
    .split('\n')
    .slice(0, 1001) as [string, ...string[]];
  writeFileSync(at('table.csv'), `${[header, ...rows].join('\n')}\n`);
  const late = header.split(',').indexOf('PAY_0');
  const scores = rows.map(
    (row) => 0.1 + 0.2 * Math.max(0, Math.min(4, Number(row.split(',')[late]))),
  );
  writeFileSync(at('scores.csv'), `${['p', ...scores].join('\n')}\n`);
});
afterAll(() => cli.remove());

const parameters = ['table.csv', '--target', TARGET, '--student', 'additive', '--json'];

function distilled(teacher: string, ...more: string[]): { digest: string; report: TrainReport } {
  const { code, stdout, stderr } = cli.run('distill', teacher, ...parameters, ...more);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as { digest: string; report: TrainReport };
}

describe('insitu distill', () => {
  it('learns from a model file, and from the bundle that it made', () => {
    const file = join(vectors, 'xgboost/logistic-3.4.1/model.json');
    const student = distilled(file, '-o', 'a.insitu', '--copies', '1', '--html', 'a.html');
    const { fidelity } = student.report;
    expect(fidelity).toMatchObject({ teacher: { kind: 'forest' }, outOfFold: false });
    expect(fidelity!.parts.at(-1)!.r2).toBeGreaterThan(0.5);
    expect(readFileSync(at('a.html'), 'utf8')).toContain(student.digest);
    const again = distilled('a.insitu', '-o', 'b.insitu', '--copies', '0');
    expect(again.report.fidelity!.teacher.digest).toBe(student.digest);
    expect(again.report.fidelity!.parts[0]!.r2).toBeGreaterThan(0.95);
  });

  it('makes a scorecard of scores, and prints it', () => {
    const kinds = ['--scores', 'p', '--scores-are', 'probability', '--student', 'scorecard'];
    const asked = ['table.csv', '--target', TARGET, '-o', 'card.insitu', ...kinds];
    const { code, stdout } = cli.run('distill', 'scores.csv', ...asked);
    expect(code).toBe(0);
    expect(stdout).toMatch(/characteristic +bin +rows +bad rate +WOE +points/);
    expect(stdout).toMatch(/PAY_0 +< /);
    expect(stdout).toContain('no made-up rows');
  });

  it('learns from scores, of which it knows what they are', () => {
    const kinds = ['--scores', 'p', '--scores-are', 'probability', '--out-of-fold'];
    const { fidelity } = distilled('scores.csv', '-o', 'c.insitu', ...kinds).report;
    expect(fidelity).toMatchObject({ teacher: { kind: 'scores' }, outOfFold: true });
    expect(fidelity!.parts[0]!.r2).toBeGreaterThan(0.98);
  });

  it('names every column that a teacher asks and the table lacks', () => {
    const narrow = readFileSync(at('table.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => [...line.split(',').slice(0, 4), line.split(',').at(-1)].join(','));
    writeFileSync(at('narrow.csv'), `${narrow.join('\n')}\n`);
    const file = join(vectors, 'xgboost/logistic-3.4.1/model.json');
    const asked = ['narrow.csv', '--target', TARGET, '-o', 'd.insitu', '--json'];
    const { code, stderr } = cli.run('distill', file, ...asked);
    expect(code).toBe(1);
    const { error } = JSON.parse(stderr) as { error: { code: string; issues: { code: string }[] } };
    expect(error.code).toBe('PLAN_INVALID');
    expect(error.issues.length).toBeGreaterThan(3);
    expect(new Set(error.issues.map((issue) => issue.code))).toEqual(new Set(['COLUMN_UNKNOWN']));
  });

  it('says what a table of scores is asked for, where it is taken for a model', () => {
    const asked = ['table.csv', '--target', TARGET, '-o', 'e.insitu'];
    const { code, stderr } = cli.run('distill', 'scores.csv', ...asked);
    expect(code).toBe(2);
    expect(stderr).toContain('--scores COLUMN');
  });
});
