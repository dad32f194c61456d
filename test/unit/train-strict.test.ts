import { expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { cardText } from '../../sdk/cli/train-text.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { inspectPlan } from '../../sdk/train/inspect-plan.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import { findingText } from '../../sdk/train/report/finding-words.js';
import { reportPage } from '../../sdk/train/report/report-page.js';
import { train } from '../../sdk/train/train.js';
import { column, issuesOf, madeUp, PLAN, tableOf } from './train-plan-cases.js';

const tools = { boost };

it('trains the same trees whatever the unit of the weights', async () => {
  const made = madeUp(800);
  const random = createRandom(5);
  const weight = Array.from({ length: made.rows }, () => 1 + random.below(4));
  const bodies = [];
  for (const unit of [1, 2 ** -40, 2 ** 20]) {
    const w = column(
      'w',
      weight.map((each) => each * unit),
    );
    const table = tableOf([...made.columns, w]);
    const { model, report } = await train(table, { ...PLAN, weight: 'w' }, tools);
    expect(report.findings).toContainEqual({ code: 'WEIGHTED', severity: 'note', path: 'w' });
    bodies.push({ body: model.body, parts: report.parts.map(({ auc }) => auc) });
  }
  expect(bodies[1]).toEqual(bodies[0]);
  expect(bodies[2]).toEqual(bodies[0]);
});

it('refuses the target for a weight, and says where nothing is held out', () => {
  const plan: TrainPlan = { ...PLAN, weight: 'bad' };
  expect(issuesOf(() => inspectPlan(madeUp(), plan))).toContain('COLUMN_TWICE plan.weight');
  const codes = (split: TrainPlan['split'] = {}) =>
    inspectPlan(madeUp(), { ...PLAN, split }).findings.map(({ code }) => code);
  expect(codes({ test: 0 })).toContain('NOT_HELD_OUT');
  expect(codes({ test: 0, date: 'day' })).not.toContain('NOT_HELD_OUT');
  expect(codes()).not.toContain('NOT_HELD_OUT');
  expect(codes()).not.toContain('WEIGHTED');
});

it('keeps points by boosting in hand where most of many features say nothing', async () => {
  const random = createRandom(9);
  const rows = 900;
  const noise = Array.from({ length: 120 }, (_, f) =>
    column(
      `n${f}`,
      Array.from({ length: rows }, () => random.below(1000)),
    ),
  );
  const x = Array.from({ length: rows }, () => random.below(1000));
  const bad = x.map((each) => (random.next() < 0.1 + each / 1500 ? 1 : 0));
  const table = tableOf([column('x', x), ...noise, column('bad', bad)]);
  const features = table.columns.slice(0, -1).map(({ name }) => ({ column: name }));
  const plan: TrainPlan = { ...PLAN, features, student: { kind: 'additive' } };
  const { report } = await train(table, plan, tools);
  const alone = await train(table, { ...plan, features: [{ column: 'x' }] }, tools);
  const aucOf = ({ parts }: typeof report) =>
    parts.find(({ part }) => part === 'in-time')!.auc!.value;
  expect(aucOf(report)).toBeGreaterThan(aucOf(alone.report) - 0.06);
});

it('writes a card with the points and the WOE of each group, once', async () => {
  const random = createRandom(3);
  const rows = 1500;
  const words = Array.from(
    { length: rows },
    () => ['a', 'b', 'c', 'd', '< 1 year'][random.below(5)]!,
  );
  // Of one class only, and so never a group of its own.
  const bad = words.map((word) => (word === 'c' ? 1 : random.next() < 0.25 ? 1 : 0));
  const weight = words.map((word) => (word === 'a' ? 3 : 1));
  const table = tableOf([column('word', words), column('w', weight), column('bad', bad)]);
  const { report } = await train(
    table,
    { ...PLAN, features: [{ column: 'word' }], weight: 'w', student: { kind: 'scorecard' } },
    tools,
  );
  const [characteristic] = report.scorecard!.characteristics;
  const lines = cardText(report, report.scorecard!);
  const groups = new Set(characteristic!.woe);
  const shown = lines.slice(1).filter((line) => !line.includes(' - '));
  expect(groups.size).toBeLessThan(6);
  expect(shown.some((line) => /\bc, |, c\b/.test(line))).toBe(true);
  // What a line says of WOE and points is what the regression says.
  for (const line of shown) {
    const [woe, points] = line.trim().split(/\s+/).slice(-2).map(Number);
    const at = characteristic!.woe!.findIndex((each) => each.toFixed(3) === woe!.toFixed(3));
    expect(characteristic!.points[at]).toBe(points);
  }
  const page = reportPage(report, 'en', { digest: 'ab'.repeat(32) });
  for (const woe of groups) expect(page).toContain(woe.toFixed(2).replace('-', '\u2212'));
});

it('puts figures into a card with as many digits as they are worth', async () => {
  const plan: TrainPlan = { ...PLAN, student: { kind: 'boosted', trees: 3, eta: 0.123456789 } };
  const { model } = await train(madeUp(), plan, tools);
  const text = JSON.stringify(model.card);
  expect(text).toContain('0.123456789');
  expect(text.replace('0.123456789', '').match(/\d\.\d{7,}/)).toBeNull();
  expect(
    findingText({ code: 'COLLINEAR', severity: 'note', path: 'x', figure: 1e12 }, 'en'),
  ).toContain('VIF > 1000');
});
