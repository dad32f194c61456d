import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { startTrainer, type TrainPlan, type TrainReport } from '../../sdk/train-node.js';
import { buildCli, parseTable, type Cli } from './cli-build.js';
import { networkModel, networkTable } from './network-cases.js';

let cli: Cli;
beforeAll(async () => {
  cli = await buildCli('network');
  const bytes = await encodeBundle(networkModel('embedding'), { crypto: crypto.subtle });
  writeFileSync(join(cli.folder, 'n.insitu'), bytes);
  const rows = networkTable('embedding', 'rows');
  const names = [...rows.keys()];
  const lines = Array.from(rows.get('row')!, (_, row) =>
    names.map((name) => {
      const value = rows.get(name)![row]!;
      return Number.isNaN(value) ? '' : value;
    }),
  );
  writeFileSync(join(cli.folder, 'rows.csv'), [names, ...lines].join('\n'));
});
afterAll(() => cli.remove());

describe('insitu, with a network', () => {
  it('scores and explains a table, by reason group', () => {
    const run = cli.run('score', 'n.insitu', 'rows.csv', '-o', 'out.csv', '--explain');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const expected = networkTable('embedding', 'expected').get('probability')!;
    const shap = networkTable('embedding', 'shap');
    const out = parseTable(readFileSync(join(cli.folder, 'out.csv'), 'utf8'));
    expect(out).toHaveLength(expected.length);
    out.forEach((row, i) => expect(Number(row.probability)).toBeCloseTo(expected[i]!, 6));
    for (let row = 0; row < 10; row++) {
      for (const code of ['R1', 'R2', 'R3']) {
        expect(Number(out[row]![`phi:${code}`])).toBeCloseTo(shap.get(code)![row]!, 5);
      }
    }
  });

  it('shows what it is', () => {
    const { code, stdout } = cli.run('inspect', 'n.insitu');
    expect(code).toBe(0);
    expect(stdout).toContain('network');
  });

  it('teaches a student, and the same one by code', async () => {
    const model = networkModel('embedding');
    const names = model.features.map(({ name }) => name);
    const given = networkTable('embedding', 'rows');
    const random = createRandom(4);
    const cellOf = (column: Float64Array) => {
      const value = column[random.below(column.length)]!;
      return Number.isNaN(value) ? '' : value;
    };
    const lines = Array.from({ length: 100 }, () => [
      ...names.map((name) => cellOf(given.get(name)!)),
      random.below(2),
    ]);
    const table = [[...names, 'bad'], ...lines].join('\n');
    const plan: TrainPlan = {
      name: 'student',
      target: { column: 'bad', bad: 1 },
      features: names.map((column, f) => ({
        column,
        reason: model.reasons.find(({ features }) => features.includes(f))!.code,
      })),
      student: { kind: 'boosted', trees: 10, depth: 3 },
    };
    writeFileSync(join(cli.folder, 'table.csv'), table);
    writeFileSync(join(cli.folder, 'plan.json'), JSON.stringify(plan));
    const asked = ['distill', 'n.insitu', 'table.csv', '--plan', 'plan.json', '-o', 's.insitu'];
    const { code, stdout, stderr } = cli.run(...asked, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const said = JSON.parse(stdout) as { digest: string; report: TrainReport };
    const trainer = startTrainer();
    await trainer.read(new TextEncoder().encode(table));
    const bundle = readFileSync(join(cli.folder, 'n.insitu'));
    const { id, digest, report } = await trainer.distill(plan, { bundle });
    expect(digest).toBe(said.digest);
    expect(JSON.parse(JSON.stringify(report))).toEqual(said.report);
    expect(report.fidelity!.teacher.kind).toBe('network');
    expect(report.fidelity!.reasons!.rows).toBe(20);
    expect(report.fidelity!.parts.at(-1)!.r2).toBeGreaterThan(0.8);
    const packed = Buffer.from(await trainer.pack(id));
    expect(packed.equals(readFileSync(join(cli.folder, 's.insitu')))).toBe(true);
    trainer.dispose();
  });

  it.each([
    [[], 1],
    [['--webgpu'], 2],
    [['--pretrain'], 1],
  ])('copies the files that a page needs, as the workers expect them %s', (options, count) => {
    const { code, stdout } = cli.run(
      'assets',
      `public/engine${options.join('')}`,
      '--json',
      ...options,
    );
    expect(code).toBe(0);
    const { files } = JSON.parse(stdout) as { files: { file: string; sha256: string }[] };
    expect(files).toHaveLength(count);
    for (const { file, sha256 } of files) {
      const bytes = readFileSync(join(cli.folder, file));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });
});
