import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../sdk/importers/import-model.js';
import type { LightgbmFacts } from '../../sdk/importers/lightgbm/import.js';
import {
  importCase,
  importText,
  largestGap,
  lightgbmCases,
  modelText,
  numbersOf,
} from './lightgbm-cases.js';
import { openModel } from './scorecard-cases.js';
import { bytesOf, marginsOf, readCsv } from './xgboost-cases.js';

/** Both sum in float64: what differs is half a unit of our fixed point for each tree. */
const UNITS = (trees: number, scaleBits: number): number => (trees / 2 + 1) * 2 ** -scaleBits;

const CASES = lightgbmCases();
const named = (prefix: string) => CASES.filter(({ name }) => name.startsWith(prefix));

describe.each(CASES)('$name', (vector) => {
  const { model, report } = importCase(vector);
  const bound = UNITS(report.trees!, model.scaleBits);

  it('gives the margins that LightGBM gave, to the rounding of the leaves', () => {
    const margins = marginsOf(model, `${vector.folder}rows.csv`);
    const raw = numbersOf(`${vector.folder}expected.csv`, 'raw');
    const expected = raw.map((value) => value * vector.marginPerRaw);
    expect(largestGap(margins, expected)).toBeLessThan(bound);
    expect(bound).toBeLessThan(1e-6);
  });

  it('gives its predictions through the link', () => {
    const margins = marginsOf(model, `${vector.folder}rows.csv`);
    const ours = margins.map((margin) =>
      model.link === 'logistic' ? 1 / (1 + Math.exp(-margin)) : margin,
    );
    // LightGBM itself applies no link to a custom objective.
    const theirs = vector.name.startsWith('custom')
      ? numbersOf(`${vector.folder}expected.csv`, 'raw').map((raw) => 1 / (1 + Math.exp(-raw)))
      : numbersOf(`${vector.folder}expected.csv`, 'prediction');
    expect(largestGap(ours, theirs)).toBeLessThan(bound);
  });

  it('finds in its own replay no more than that', () => {
    expect(report.sampleRows).toBeGreaterThanOrEqual(1000);
    expect(report.largestMarginDifference).toBeLessThan(bound);
    expect(report.largestMarginDifference).toBeGreaterThan(0);
  });

  it('reads the same from a file with Windows line ends', () => {
    const text = modelText(vector.name).replaceAll('\n', '\r\n');
    expect(importText(text, vector.options)).toEqual({ model, report });
  });
});

it('is what importModel finds in a text of LightGBM, by its bytes', async () => {
  const vector = named('logistic-4')[0]!;
  const bytes = bytesOf(`${vector.folder}model.txt`);
  expect(await importModel(bytes)).toEqual(importCase(vector));
});

describe('facts about the source', () => {
  it.each([
    ['logistic-2.2.3', { version: 'v2', objective: 'binary', boosting: 'gbdt' }],
    ['logistic-2.3.1', { version: 'v3' }],
    ['logistic-4.7.0', { version: 'v4', library: 'lightgbm' }],
    ['dart-4.7.0', { boosting: 'dart' }],
    ['rf-4.7.0', { boosting: 'rf', averageOutput: true }],
    ['sigmoid-4.7.0', { sigmoid: 0.7 }],
    ['monotone-4.7.0', { monotone: [-1, 0, 1, 1, 1, 0, 0, -1, -1, -1] }],
    ['custom-4.7.0', { objective: 'custom' }],
  ] satisfies [string, Partial<LightgbmFacts>][])('%s', (name, facts) => {
    const { model } = importCase(CASES.find((vector) => vector.name === name)!);
    expect(model.card.source).toMatchObject(facts);
  });

  it.each(named('logistic'))('$name: leaves out what says nothing', (vector) => {
    const { source } = importCase(vector).model.card;
    for (const key of ['sigmoid', 'averageOutput', 'monotone'])
      expect(source).not.toHaveProperty(key);
  });
});

describe('features', () => {
  it('compare as float64, with equals on the left', () => {
    for (const feature of importCase(named('float64')[0]!).model.features) {
      expect(feature).toMatchObject({ kind: 'numeric', compare: 'float64', side: 'less-equal' });
    }
  });

  it.each(named('missing-zero'))('$name: take a zero for missing', (vector) => {
    const { features } = importCase(vector).model;
    expect(features.some((each) => each.kind === 'numeric' && each.zeroIsMissing)).toBe(true);
  });

  it.each(named('missing-n'))('$name: do not', (vector) => {
    for (const feature of importCase(vector).model.features) {
      expect(feature).not.toHaveProperty('zeroIsMissing');
    }
  });

  it.each(named('categorical-sparse'))(
    '$name: hold the codes that occur, not all below',
    (vector) => {
      const [verw] = importCase(vector).model.features;
      expect(verw).toMatchObject({ kind: 'categorical', unlisted: 'other' });
      expect(verw!.kind === 'categorical' && verw.codes.length).toBeLessThan(12);
      expect(verw!.kind === 'categorical' && verw.codes.at(-1)).toBeGreaterThan(900_000);
    },
  );

  it.each(CASES.filter(({ folder }) => existsSync(`${folder}rows_odd.csv`)))(
    '$name: numbers that are no codes go where LightGBM sends them',
    (vector) => {
      const { model } = importCase(vector);
      const rows = readCsv(`${vector.folder}rows_odd.csv`);
      const margins = marginsOf(model, `${vector.folder}rows_odd.csv`);
      const expected = numbersOf(`${vector.folder}expected_odd.csv`, 'raw');
      let compared = 0;
      margins.forEach((margin, row) => {
        // LightGBM cuts fractions off; here they are no codes, and refused before they get this far.
        const codes = ['verw', 'moral', 'wohn'].map((name) => Number(rows.get(name)![row]));
        if (!codes.every(Number.isInteger)) return;
        compared++;
        expect(Math.abs(margin - expected[row]!)).toBeLessThan(1e-6);
      });
      expect(compared).toBeGreaterThan(3);
    },
  );
});

describe('category names of a data frame', () => {
  it.each(named('pandas-string'))('$name: are what a caller passes', (vector) => {
    const [verw, moral] = importCase(vector).model.features;
    expect(verw!.kind === 'categorical' && verw.labels[3]).toBe('furniture');
    expect(moral!.kind === 'categorical' && moral.labels).toHaveLength(5);
  });

  it.each(named('pandas-integer'))('$name: are the codes, where they are integers', (vector) => {
    const [, , wohn] = importCase(vector).model.features;
    expect(wohn!.kind === 'categorical' && [...wohn.codes]).toEqual([760, 830, 900]);
  });

  it.each(named('pandas-constant'))(
    '$name: find their features past one that is left out',
    (vector) => {
      const { features } = importCase(vector).model;
      expect(features.map((each) => each.kind === 'categorical' && each.labels.length)).toEqual([
        11,
        5,
        1,
        3,
        false,
        false,
        false,
        false,
      ]);
    },
  );

  it.each(named('pandas-ordered-'))('$name: stay names where they are ordered', (vector) => {
    const { model, report } = importCase(vector);
    expect(model.features[1]).toMatchObject({ kind: 'categorical', unlisted: 'refused' });
    expect(report.notes).toHaveLength(1);
    expect(report.notes[0]).toContain('"moral"');
  });

  it('go where missing values go at their first place, where zeros are missing', async () => {
    const text = modelText('pandas-ordered-zero-4.7.0');
    // Bit 1 of a decision is the side of missing values: 6 is left, 4 is right.
    const turned = text.replaceAll(/\ndecision_type=.*/g, (line) => line.replaceAll('6', '4'));
    expect(turned).not.toBe(text);
    const row = { verw: 'repairs', wohn: 'rent', laufzeit: 20, hoehe: 3000, alter: 30, rate: 2 };
    const marginOf = async (source: string, moral: string | null) =>
      (await openModel(importText(source).model)).score({ ...row, moral }).margin;
    expect(await marginOf(turned, 'delay')).toBe(await marginOf(turned, null));
    expect(await marginOf(turned, 'delay')).not.toBe(await marginOf(text, 'delay'));
    expect(await marginOf(turned, 'delay')).not.toBe(await marginOf(turned, 'critical'));
  });
});
