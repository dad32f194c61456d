import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainReport } from '../../sdk/train/report/train-report.js';
import { buildCli, type Cli } from './cli-build.js';

const root = resolve(import.meta.dirname, '../..');
const TARGET = 'default.payment.next.month';

let cli: Cli;
const at = (name: string): string => join(cli.folder, name);
const asked = ['--target', TARGET, '--channel-column', 'EDUCATION', '--horizons', 'horizons.json'];

beforeAll(async () => {
  cli = await buildCli('pretrain');
  const [header, ...rows] = gunzipSync(readFileSync(join(root, 'demo/model/data/taiwan.csv.gz')))
    .toString()
    .trimEnd()
    .split('\n')
    .slice(0, 901) as [string, ...string[]];
  const late = header.split(',').indexOf('PAY_2');
  const more = rows.map((row, i) => {
    // Known of two rows in three; words of which one is too rare to have a bin.
    const early = i % 3 === 0 ? '' : Number(row.split(',')[late]) > 0 ? 'yes' : 'no';
    return `${row},${early},${i % 200 === 7 ? 'barge' : i % 2 ? 'flat' : 'house'}`;
  });
  writeFileSync(at('table.csv'), `${[`${header},missed,home`, ...more].join('\n')}\n`);
  const horizons = [
    { name: 'missed-early', column: 'missed', bad: 'yes' },
    { name: 'default', column: TARGET, bad: 1 },
  ];
  writeFileSync(at('horizons.json'), JSON.stringify(horizons));
  writeFileSync(at('settings.json'), JSON.stringify({ hidden: [16, 8], epochs: 2, embedding: 2 }));
});
afterAll(() => cli.remove());

describe('insitu pretrain', () => {
  it('trains a backbone that insitu distill takes for a teacher', () => {
    const more = ['--fine-tune', '2', '--settings', 'settings.json', '-o', 'backbone.json'];
    const trained = cli.run('pretrain', 'table.csv', ...asked, ...more, '--json');
    expect(trained.stderr).toBe('');
    const made = JSON.parse(trained.stdout) as {
      channels: string[];
      horizons: string[];
      features: string[];
      report: { rows: number; labelled: number[]; stages: { stage: string }[] };
    };
    expect(made.channels).toEqual(expect.arrayContaining(['1', '2', '3']));
    expect(made.horizons).toEqual(['missed-early', 'default']);
    for (const name of ['EDUCATION', 'missed', TARGET]) expect(made.features).not.toContain(name);
    expect(made.features).toContain('home');
    expect(made.report.labelled[1]).toBe(made.report.rows);
    expect(made.report.labelled[0]! / made.report.rows).toBeCloseTo(2 / 3, 1);
    expect(made.report.stages.map(({ stage }) => stage)).toEqual(['labels', 'fine-tuning']);

    const to = ['table.csv', '--target', TARGET, '-o', 'student.insitu', '--copies', '1', '--json'];
    const output = ['--channel', '2', '--horizon', 'default', '--student', 'additive'];
    const distilled = cli.run('distill', 'backbone.json', ...to, ...output);
    expect(distilled.stderr).toBe('');
    const { report } = JSON.parse(distilled.stdout) as { report: TrainReport };
    expect(report.fidelity!.teacher).toEqual({ name: 'backbone', kind: 'network' });
    expect(report.fidelity!.parts.at(-1)!.r2).toBeGreaterThan(0.7);
    expect(report.plan.features.map(({ column }) => column)).toEqual(made.features);
  }, 60_000);

  it('has channels and horizons, of which one teaches at a time', () => {
    const to = ['table.csv', '--target', TARGET, '-o', 'other.insitu'];
    const other = cli.run('distill', 'backbone.json', ...to, '--channel', '2');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(
      "--horizon expected one of the backbone's: missed-early, default",
    );
  });

  it('says what is wrong with horizons, settings and their files, before anything is trained', () => {
    const refused = (...parameters: string[]) => {
      const { code, stderr } = cli.run('pretrain', 'table.csv', '--target', TARGET, ...parameters);
      return { code, first: stderr.split('\n')[0] };
    };
    expect(refused().first).toContain('expected -o BACKBONE.json');
    writeFileSync(at('wrong.json'), JSON.stringify([{ name: 'a', column: 'gone', bad: 1 }]));
    expect(refused('-o', 'x.json', '--horizons', 'wrong.json')).toEqual({
      code: 1,
      first: 'insitu: PLAN_INVALID: "horizons[0].column" expected a column of numbers or words',
    });
    writeFileSync(at('wrong.json'), JSON.stringify({ epoch: 3 }));
    expect(refused('-o', 'x.json', '--settings', 'wrong.json').first).toContain('OPTION_INVALID');
    expect(refused('-o', 'x.json', '--fine-tune-horizon', 'default').code).toBe(2);
    expect(refused('-o', 'x.json', '--fine-tune', 'nobody').first).toContain('fineTune.channel');
  }, 60_000);

  it('says what to install where there is no tfjs', () => {
    const alone = at('insitu.mjs');
    copyFileSync(join(root, '.cache/cli/pretrain.mjs'), alone);
    const parameters = ['pretrain', 'table.csv', '--target', TARGET, '-o', 'x.json', '--json'];
    const { status, stderr } = spawnSync(process.execPath, [alone, ...parameters], {
      ...{ cwd: cli.folder, encoding: 'utf8' },
    });
    expect(status).toBe(1);
    const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
    expect(error.code).toBe('TRAINING_FAILED');
    expect(error.message).toContain(
      'npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0',
    );
  });
});
