import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainReport } from '../../sdk/train/report/train-report.js';
import { buildCli, parseTable, type Cli } from './cli-build.js';

const data = resolve(import.meta.dirname, '../vectors/data');
const TARGET = 'default.payment.next.month';

let cli: Cli;
const at = (name: string): string => join(cli.folder, name);

beforeAll(async () => {
  cli = await buildCli('train');
  const lines = gunzipSync(readFileSync(join(data, 'taiwan.csv.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  // A protected column, and a date: both made up.
  const days = lines.slice(1).map((_, row) => `2005-0${1 + (row % 6)}-1${row % 10}`);
  const body = lines.slice(1).map((line, row) => `${line},${row % 2},${days[row]}`);
  writeFileSync(at('taiwan.csv'), `${[`${lines[0]},SEX,made_on`, ...body].join('\n')}\n`);
});
afterAll(() => cli.remove());

interface Trained {
  readonly digest: string;
  readonly signedBy?: string;
  readonly leftOut: readonly { readonly column: string; readonly reasons: readonly string[] }[];
  readonly report: TrainReport;
}

function trainJson(...parameters: string[]): Trained {
  const { code, stdout, stderr } = cli.run('train', ...parameters, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Trained;
}

describe('insitu train', () => {
  it('proposes a plan, says what it leaves out, and writes a bundle that scores', () => {
    writeFileSync(at('plan.json'), '');
    const files = ['-o', 'a.insitu', '--report', 'a.json', '--html', 'a.html'];
    const { report, leftOut, digest } = trainJson('taiwan.csv', '--target', TARGET, ...files);
    expect(leftOut).toEqual([
      { column: 'ID', reasons: ['identifier'] },
      { column: 'SEX', reasons: ['protected'] },
    ]);
    expect(report.parts.map(({ part }) => part)).toContain('out-of-time');
    expect(report.parts.at(-1)!.auc!.value).toBeGreaterThan(0.7);
    expect(JSON.parse(readFileSync(at('a.json'), 'utf8'))).toEqual(report);
    const page = readFileSync(at('a.html'), 'utf8');
    expect(page).toContain(digest);
    const scored = cli.run('score', 'a.insitu', 'taiwan.csv');
    expect(scored.code).toBe(0);
    expect(parseTable(scored.stdout).length).toBe(
      report.parts.reduce((n, { rows }) => n + rows, 0),
    );

    // The report's plan is whole: from it alone comes the same model.
    writeFileSync(at('plan.json'), JSON.stringify(report.plan));
    expect(trainJson('taiwan.csv', '--plan', 'plan.json', '-o', 'b.insitu').digest).toBe(digest);
    expect(readFileSync(at('b.insitu'))).toEqual(readFileSync(at('a.insitu')));
  });

  it('prints a scorecard, signs it, and writes its page in Chinese', () => {
    expect(cli.run('keygen', '-o', 'key').code).toBe(0);
    // A plan for another kind of student: its columns count.
    const features = ['PAY_0', 'LIMIT_BAL', 'PAY_AMT1'].map((column) => ({ column }));
    const plan = { name: 'card', target: { column: TARGET, bad: 1 }, features };
    writeFileSync(at('trees.json'), JSON.stringify({ ...plan, student: { kind: 'boosted' } }));
    const parameters = ['--plan', 'trees.json', '-o', 'c.insitu', '--key', 'key.jwk'];
    const page = ['--html', 'c.html', '--locale', 'zh-CN'];
    const { code, stdout } = cli.run('scorecard', 'taiwan.csv', ...parameters, ...page);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^characteristic +bin +rows +bad rate +WOE +points$/m);
    expect(stdout).toMatch(/^PAY_0 +/m);
    expect(stdout).not.toContain('signed by  nobody');
    expect(readFileSync(at('c.html'), 'utf8')).toContain('<html lang="zh-CN">');
  });

  it('refuses a plan that does not fit, with every issue, and calls that are wrong', () => {
    const wrong = { name: 'x', target: { column: 'nope', bad: 1 }, features: [{ column: 'gone' }] };
    writeFileSync(at('wrong.json'), JSON.stringify({ ...wrong, student: { kind: 'scorecard' } }));
    const run = cli.run('train', 'taiwan.csv', '--plan', 'wrong.json');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('PLAN_INVALID');
    expect(run.stderr).toContain('plan.target.column');
    expect(run.stderr).toContain('plan.features[0].column');
    expect(cli.run('train', 'taiwan.csv', '--plan', 'wrong.json', '--bad', '1').code).toBe(2);
    expect(cli.run('train', 'taiwan.csv', '--student', 'forest').code).toBe(2);
    expect(cli.run('train').code).toBe(2);
    writeFileSync(at('open.csv'), 'a,b\n1,2\n3,4\n');
    expect(cli.run('train', 'open.csv').stderr).toContain('plan.target.column');
  });

  it('looks at what it will write before it trains, and writes over nothing that it reads', () => {
    const table = readFileSync(at('taiwan.csv'));
    const plain = ['taiwan.csv', '--target', TARGET];
    const over = cli.run('train', ...plain, '-o', 'taiwan.csv');
    expect(over).toMatchObject({ code: 2 });
    expect(over.stderr).toContain('-o would write over TABLE.csv');
    const taught = cli.run('distill', 'taiwan.csv', ...plain, '--scores', 'ID', '-o', 'taiwan.csv');
    expect(taught).toMatchObject({ code: 2 });
    expect(readFileSync(at('taiwan.csv'))).toEqual(table);
    for (const parameters of [
      ['--report', 'gone/r.json'],
      ['--key', 'gone.jwk'],
    ]) {
      const run = cli.run('train', ...plain, '-o', 'never.insitu', ...parameters);
      expect(run.stderr).toContain('no such file or folder');
    }
    expect(existsSync(at('never.insitu'))).toBe(false);
  });

  it('says what it read otherwise than it is written', () => {
    const lines = Array.from({ length: 400 }, (_, i) => {
      const word = i === 7 ? 'secret' : (i * 37) % 101;
      return `${word},${(i * 53) % 89},${(i * 37) % 101 > 70 === i % 3 > 0 ? 1 : 0},7,`;
    });
    writeFileSync(at('odd.csv'), `a,a,bad,one,none\n${lines.join('\n')}\n`);
    const run = cli.run('train', 'odd.csv', '--target', 'bad', '-o', 'odd.insitu');
    expect(run.stdout).toContain('read       words among numbers count as missing: a\n');
    expect(run.stdout).toContain('a name stands twice');
    expect(run.stdout + run.stderr).not.toContain('secret');
  });
});
