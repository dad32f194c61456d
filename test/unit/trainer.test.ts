import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../sdk/node.js';
import { startTrainer, type TrainPlan, type Trainer } from '../../sdk/train-node.js';
import { pretrainInNode } from '../../sdk/runtime/pretrain-node.js';
import { createTrainService } from '../../sdk/runtime/train-service.js';

/** The first 2,000 clients of the data that the demo ships. */
const table = gunzipSync(readFileSync('demo/model/data/taiwan.csv.gz'))
  .toString()
  .split('\n')
  .slice(0, 2001)
  .join('\n');

const plan: TrainPlan = {
  name: 'trainer-test',
  target: { column: 'default.payment.next.month', bad: 1 },
  features: ['LIMIT_BAL', 'PAY_0', 'PAY_2', 'BILL_AMT1', 'PAY_AMT1'].map((column) => ({ column })),
  student: { kind: 'boosted', trees: 20 },
};

describe('a trainer', () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = startTrainer();
    await trainer.read(new TextEncoder().encode(table));
  });

  it('hands over a bundle that scores a row of its table', async () => {
    const { id, digest, report } = await trainer.train(plan);
    const model = await loadModel(await trainer.pack(id));
    expect(model.info.digest).toBe(digest);
    expect(report.model.bytes).toBe((await trainer.pack(id)).length);
    const applicant = await trainer.applicant(id, 17);
    const { points, margin } = await model.score(applicant);
    expect(Number.isInteger(points) && Number.isInteger(margin)).toBe(true);
    const { baseline, contributions } = await model.explain(applicant);
    const sum = contributions.reduce((total, each) => total + each.margin, baseline.margin);
    expect(sum).toBe(margin);
  });

  it('distils a bundle into a smaller one that ranks nearly alike', async () => {
    const teacher = await trainer.train(plan);
    const student = await trainer.distill(
      { ...plan, name: 'student', student: { kind: 'additive', rounds: 30 } },
      { bundle: await trainer.pack(teacher.id) },
    );
    const { fidelity, model } = student.report;
    expect(model.bytes).toBeLessThan(teacher.report.model.bytes!);
    expect(fidelity!.teacher.digest).toBe(teacher.digest);
    const test = fidelity!.parts.find(({ part }) => part === 'in-time')!;
    expect(test.rank).toBeGreaterThan(0.85);
  });

  it('refuses options that nobody knows, and teachers that are none', async () => {
    const odd = { patience: 5 } as object;
    const refused = { code: 'OPTION_INVALID', path: 'patience' };
    await expect(trainer.inspect(plan, odd)).rejects.toMatchObject(refused);
    await expect(trainer.train(plan, odd)).rejects.toMatchObject(refused);
    await expect(trainer.distill(plan, { scores: new Float64Array(0) }, odd)).rejects.toMatchObject(
      refused,
    );
    await expect(trainer.pack(1, odd)).rejects.toMatchObject(refused);
    for (const teacher of ['bag', null, {}]) {
      await expect(trainer.distill(plan, teacher as never)).rejects.toThrow('"teacher" expected');
    }
  });

  it('distils a backbone, and scores of its rows', async () => {
    const rows = await trainer.pretrainRows(plan, { channel: 'EDUCATION' });
    expect(rows.rows).toBe(1600);
    expect(rows.channels).toContain('2');
    const { backbone } = await pretrainInNode(rows, { epochs: 1, hidden: [8, 4] });
    const horizon = plan.target.column;
    const student = await trainer.distill(plan, { backbone, channel: '2', horizon });
    expect(student.report.fidelity!.teacher.kind).toBe('network');
    const scores = Float64Array.from({ length: 2000 }, (_, row) => Math.sin(row));
    const taught = await trainer.distill(plan, { scores, outOfFold: true });
    expect(taught.report.fidelity!.outOfFold).toBe(true);
  });

  it('takes a column of the table for scores', async () => {
    const [names, ...lines] = table.split('\n').map((line) => line.split(','));
    const at = names!.indexOf('PAY_0');
    const scores = Float64Array.from(lines, (cells) => Number(cells[at]));
    const column = { column: 'PAY_0', name: 'scores' } as const;
    const given = await trainer.distill(plan, { scores });
    const found = await trainer.distill(plan, { ...column, unit: 'log-odds' });
    expect(found.digest).toBe(given.digest);
    await expect(trainer.distill(plan, { ...column, unit: 'probability' })).rejects.toMatchObject({
      ...{ code: 'TABLE_INVALID', issues: [{ code: 'PROBABILITY', path: 'PAY_0' }] },
    });
  });

  it('names a model by its call, so that a worker in the place of a lost one repeats no number', async () => {
    const { crypto } = globalThis;
    const service = createTrainService({
      ...{ crypto: crypto.subtle, now: () => 0, report: () => undefined },
      pause: () => Promise.resolve(),
    });
    await service.read(new TextEncoder().encode(table), {});
    const { id } = await service.train(plan, 41, []);
    expect(id).toBe(41);
    await expect(service.pack(1, {})).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it('signs what it packs', async () => {
    const { id } = await trainer.train({ ...plan, student: { kind: 'scorecard' } });
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const key = await crypto.subtle.exportKey('jwk', pair.privateKey);
    const trusted = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const bundle = await trainer.pack(id, { key, name: 'card', approve: 600 });
    const model = await loadModel(bundle, { trust: [trusted] });
    expect(model.info).toMatchObject({ name: 'card', signature: 'verified' });
    await expect(loadModel(await trainer.pack(id), { trust: [trusted] })).rejects.toMatchObject({
      code: 'BUNDLE_SIGNATURE',
    });
  });
});
