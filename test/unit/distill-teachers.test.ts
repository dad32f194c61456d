import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../sdk/importers/import-model.js';
import type { CategoricalFeature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { scaleFromPdo } from '../../sdk/model/scale.js';
import type { Columns } from '../../sdk/scoring/results.js';
import { codeUnlisted } from '../../sdk/train/distill/unlisted-words.js';
import { readTable } from '../../sdk/table/read-table.js';
import type { NumberColumn, TextColumn } from '../../sdk/table/table.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { Boost, Boosted } from '../../sdk/train/boost/boost-types.js';
import { trainBag } from '../../sdk/train/distill/bag-teacher.js';
import { distill } from '../../sdk/train/distill/distill.js';
import { inheritWords } from '../../sdk/train/distill/inherit-words.js';
import { rawColumns } from '../../sdk/train/distill/raw-columns.js';
import { sessionTeacher } from '../../sdk/train/distill/session-teacher.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import { scoreBins } from '../../sdk/train/score-bins.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { applicants, DISTILL_PLAN, sessionOf } from './distill-cases.js';

const tools = { boost, crypto: globalThis.crypto.subtle };
const table = applicants();
const PLAIN = { kind: 'number', name: 'a' } as const;

describe('teachers', () => {
  it.each(['one-hot-integer-1.2.10', 'one-hot-mixed-1.2.10'])(
    'score %s as its library does',
    async (name) => {
      const file = (path: string) =>
        readFileSync(new URL(`../vectors/catboost/${name}/${path}`, import.meta.url));
      const { model } = await importModel(file('model.json'), { name });
      const { session } = await sessionOf(model);
      const { table: rows } = readTable(file('rows.csv'));
      const all = Int32Array.from({ length: rows.rows }, (_, row) => row);
      const said = await sessionTeacher(session, model).score!(rawColumns(rows, () => all));
      const [names, ...lines] = file('expected.csv').toString().trim().split('\n');
      const at = names!.split(',').indexOf('margin');
      lines.forEach((line, row) => expect(said[row]).toBeCloseTo(Number(line.split(',')[at]), 3));
    },
  );

  it('take a number for the word that it is, and not for the code of another', () => {
    const feature = {
      ...{ kind: 'categorical', name: 'a', missing: 'refused', unlisted: 'other' },
      ...{ codes: Int32Array.of(0, 8, 9), labels: ['8', '9.0', ''] },
    } as unknown as CategoricalFeature;
    const coded = (cells: Columns[string], labels = feature.labels) =>
      codeUnlisted([{ ...feature, labels }], { a: cells }).a;
    expect(coded(Float64Array.of(8, 9, 0, NaN))).toEqual(['8', '9.0', 10, '']);
    expect(coded(['9.0', '9', null])).toEqual(['9.0', 10, '']);
    // Of a model whose words are no numbers, numbers are codes.
    const codes = Float64Array.of(8, NaN);
    expect(coded(codes, ['x', 'y', 'z'])).toBe(codes);
  });

  it('lend their categories to columns that can have them', () => {
    const whole = { ...PLAIN, values: Float64Array.of(0, 1, NaN) };
    const odd = { ...PLAIN, name: 'b', values: Float64Array.of(0, -1, 2) };
    const lent = (name: string, column: NumberColumn) => {
      const feature = { kind: 'categorical', name, codes: Int32Array.of(0, 1), labels: [] };
      const model = { features: [feature], reasons: [{ code: 'R', features: [0] }] };
      const plan = { ...DISTILL_PLAN, features: [{ column: name }] };
      const given = { rows: 3, columns: [column] };
      return inheritWords(plan, model as unknown as RiskModel, given).features[0]!.kind;
    };
    expect([lent('a', whole), lent('b', odd)]).toEqual(['categorical', undefined]);
  });

  it('know rare words as "other", as training does', async () => {
    const few = applicants(400);
    const word = few.columns[4] as TextColumn;
    const rare = { ...word, words: [...word.words, 'barge'], codes: word.codes.slice() };
    rare.codes.fill(3, 0, 5).fill(3, 390);
    const columns = few.columns.map((each) => (each === word ? rare : each));
    const odd = { ...few, columns };
    const bag = await trainBag(odd, DISTILL_PLAN, tools, { repeats: 1, folds: 2, trees: 5 });
    const { model } = await distill(odd, bag, DISTILL_PLAN, tools, { copies: 1 });
    const feature = model.features.find(({ name }) => name === 'word') as CategoricalFeature;
    expect(feature.labels).toContain('barge');
    const { session } = await sessionOf(model);
    const all = rawColumns(odd, () => Int32Array.of(0, 395));
    expect(await sessionTeacher(session, model).score!(all)).toHaveLength(2);
  });

  it('may be a bag that scores its training rows out of fold', async () => {
    const settings = { folds: 2, trees: 30, depth: 3 };
    const bag = await trainBag(table, DISTILL_PLAN, tools, settings);
    expect(bag).toMatchObject({ kind: 'bag', outOfFold: true });
    const { split, outcome } = prepareTable(table, DISTILL_PLAN);
    const rows = split.rows.train;
    expect(rows.every((row) => !Number.isNaN(bag.scores![row]!))).toBe(true);
    // Of rows that it learned from, a bag knows more than of others.
    const seen = await bag.score!(rawColumns(table, () => rows));
    const right = (scores: ArrayLike<number>) =>
      rows.reduce((sum, row, i) => sum + (outcome[row] === 1 ? 1 : -1) * scores[i]!, 0);
    expect(right(seen)).toBeGreaterThan(right(Array.from(rows, (row) => bag.scores![row]!)));
  });

  it('are scored out of fold by models that learned from all other folds', async () => {
    const { split, outcome } = prepareTable(table, DISTILL_PLAN);
    const rows = split.rows.train;
    const bads = rows.reduce((sum, row) => sum + outcome[row]!, 0);
    const parts: { own: TrainRows; held: TrainRows; body: Boosted }[] = [];
    const watched: Boost = async (own, settings, held, ...more) => {
      const body = await boost(own, settings, held, ...more);
      parts.push({ own, held: held!, body });
      return body;
    };
    const settings = { folds: 3, repeats: 2, trees: 10, depth: 2 };
    const { scores } = await trainBag(table, DISTILL_PLAN, { boost: watched }, settings);
    expect(parts).toHaveLength(6);
    const sum = (values: Iterable<number>) => [...values].reduce((all, each) => all + each, 0);
    let said = 0;
    for (const { own, held, body } of parts) {
      expect(own.rows + held.rows).toBe(rows.length);
      expect(Math.abs(held.rows - rows.length / 3)).toBeLessThan(1);
      expect(Math.abs(sum(held.target) - bads / 3)).toBeLessThan(1);
      expect(sum(own.target) + sum(held.target)).toBe(bads);
      said +=
        sum(scoreBins({ ...body, features: held.features }, held.bins, held.rows)) /
        2 ** body.scaleBits;
    }
    // Every row is held by one model of each repeat, and no other model has a say.
    expect(sum(Array.from(rows, (row) => scores![row]!))).toBeCloseTo(said / 2, 8);
  });

  it('may be an imported model: its reasons, words and points go on', async () => {
    const folder = new URL('../vectors/xgboost/logistic-3.4.1/', import.meta.url);
    const imported = await importModel(readFileSync(new URL('model.json', folder)), {
      name: 'xgb',
    });
    const model = { ...imported.model, scale: { ...scaleFromPdo(20, 500, 10), bands: [] } };
    const data = readFileSync(new URL('../vectors/data/taiwan.csv.gz', import.meta.url));
    const { table: rows } = readTable(gunzipSync(data));
    const { session } = await sessionOf(model);
    const teacher = sessionTeacher(session, model);
    const target = rows.columns.find(({ name }) => /default|target/.test(name))!.name;
    const plan = inheritWords(
      {
        name: 'student',
        target: { column: target, bad: 1 },
        features: model.features.map(({ name }) => ({ column: name })),
        student: { kind: 'boosted', shape: 'depth-wise', trees: 60, depth: 4 },
        split: { validation: 0, test: 0.3 },
      },
      model,
      rows,
    );
    const { model: student, report } = await distill(rows, teacher, plan, tools, {
      reasonRows: 300,
    });
    const { parts, reasons } = report.fidelity!;
    expect(parts.at(-1)!.r2).toBeGreaterThan(0.95);
    expect(reasons!.rows).toBe(300);
    expect(reasons!.first).toBeGreaterThan(0.75);
    expect(reasons!.meanOfFour).toBeGreaterThan(0.75);
    for (const { code, label } of student.reasons) {
      expect(model.reasons.find((each) => each.code === code)!.label).toEqual(label);
    }
    expect(student.scale!.factor).toBeCloseTo(model.scale!.factor, 10);
    expect(student.scale!.offset).toBeCloseTo(model.scale!.offset, 8);
    // A table without one of its columns is refused by the column's name, and without a row's number.
    // So is one that holds dates there: its days are not the teacher's numbers.
    const others = rows.columns.filter(({ name }) => name !== 'LIMIT_BAL');
    const dates = {
      kind: 'date',
      name: 'LIMIT_BAL',
      values: Float64Array.from({ length: rows.rows }),
    } as const;
    const left = plan.features.filter(({ column }) => column !== 'LIMIT_BAL');
    for (const columns of [others, [...others, dates]]) {
      const asked = distill({ ...rows, columns }, teacher, { ...plan, features: left }, tools);
      const issues = [{ path: 'columns.LIMIT_BAL' }];
      await expect(asked).rejects.toMatchObject({ code: 'INPUT_INVALID', issues });
    }
  });
});
