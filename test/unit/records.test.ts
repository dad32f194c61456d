import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../sdk/core/canonical.js';
import { SDK_VERSION } from '../../sdk/core/version.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { loadModel } from '../../sdk/node.js';
import { isRiskError, type Applicant } from '../../sdk/index.js';
import {
  createRecord,
  parseRecord,
  recordDigest,
  recordHtml,
  recordJson,
  recordText,
  verifyCommitment,
  type CreatedRecord,
  type DecisionRecord,
} from '../../sdk/records.js';
import {
  PLANTED,
  PLANTED_TEXTS,
  recordBundle,
  recordCase,
  type RecordCase,
} from './record-cases.js';

let given: RecordCase;
let made: CreatedRecord;
let raw: CreatedRecord;
const at = new Date('2026-11-22T06:07:08.009Z');
beforeAll(async () => {
  given = await recordCase();
  made = await createRecord(given.facts, { id: 'case-1', at });
  raw = await createRecord({ ...given.facts, includeApplicant: true }, { id: 'case-2', at });
});

/** The codes of what a record is refused for. */
function issuesOf(record: unknown): string[] {
  try {
    parseRecord(record);
    return [];
  } catch (error) {
    if (!isRiskError(error) || error.code !== 'RECORD_INVALID') throw error;
    return error.issues.map(({ code, path }) => `${code} ${path}`);
  }
}

/** A copy with one member changed; `undefined` takes it out. */
function changed(record: DecisionRecord, path: string, value: unknown): unknown {
  const copy = structuredClone(record) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  let place = copy;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
  if (value === undefined) delete place[keys.at(-1)!];
  else place[keys.at(-1)!] = value;
  return copy;
}

function plantedIn(text: string): string[] {
  return PLANTED_TEXTS.filter((planted) => text.includes(planted));
}

describe('a record', () => {
  it('says what was decided, by which model and why', () => {
    const { record } = made;
    const { explanation, info } = given.facts;
    expect(record).toMatchObject({
      ...{ schema: 'insitu-record/1', id: 'case-1', at: '2026-11-22T06:07:08.009Z' },
      ...{ sdk: SDK_VERSION, indicative: false },
      model: { name: 'record-card', version: '3.1.4', digest: info.digest, signature: 'none' },
      score: { margin: explanation.score.margin, points: explanation.score.points },
      outcome: { decision: 'review', by: 'person' },
      notice: { regime: 'us-reg-b', review: { contact: 'tel:+1-555-0100' } },
      recourse: { status: 'found', optimal: true },
    });
    const { baseline, reasons, rest } = record.explanation!;
    const sum = (unit: 'margin' | 'points') =>
      [baseline, ...reasons, rest].reduce((total, part) => total + part[unit]!, 0);
    expect(sum('margin')).toBe(explanation.score.margin);
    expect(sum('points')).toBe(explanation.score.points);
    expect(reasons).toHaveLength(3);
  });

  it('is of the version in package.json', () => {
    const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
    expect((JSON.parse(manifest) as { version: string }).version).toBe(SDK_VERSION);
  });

  it('takes a score alone, and says that there is neither input nor commitment', async () => {
    const { info, explanation } = given.facts;
    const { record, salt } = await createRecord({ info, score: explanation.score });
    expect(record.inputs).toEqual({ kind: 'none' });
    expect(record.explanation).toBeUndefined();
    expect(salt).toBeUndefined();
    expect(await verifyCommitment(record, PLANTED, new Uint8Array(32))).toBe(false);
  });

  it('says that it is indicative where the model or the notice does', async () => {
    const indicative = await recordCase({ indicative: true });
    expect((await createRecord(indicative.facts)).record.indicative).toBe(true);
    const notice = { ...given.facts.notice!, indicative: true };
    expect((await createRecord({ ...given.facts, notice })).record.indicative).toBe(true);
  });

  it('goes through JSON and back', () => {
    for (const { record } of [made, raw]) {
      const text = recordJson(record);
      expect(parseRecord(text)).toEqual(record);
      expect(recordJson(parseRecord(text))).toBe(text);
      expect(parseRecord(JSON.parse(text))).toEqual(record);
    }
  });

  it('takes the recourse of its notice where there is no other', async () => {
    const { recourse, ...facts } = given.facts;
    expect(recourse).toBeDefined();
    expect((await createRecord(facts)).record.recourse).toEqual(made.record.recourse);
  });
});

describe('raw values', () => {
  it('are in the answers that a record is made of: the control', () => {
    const found = plantedIn(JSON.stringify(given.facts));
    expect(found).toEqual(expect.arrayContaining(['73190.77', '73,190.77', 'Zwickelhornist']));
    expect(found).toEqual(expect.arrayContaining(['137.03125', '137.03', '65003.25']));
    expect(found).toContain('Player of the Zwickelhorn');
  });

  it('are in a record that was asked to include them', () => {
    const found = plantedIn(recordJson(raw.record));
    expect(found).toEqual(expect.arrayContaining(['73190.77', '73,190.77', 'Zwickelhornist']));
    expect(raw.record.inputs).toMatchObject({ kind: 'values' });
    expect(raw.record.recourse!.paths[0]!.changes[1]).toMatchObject({
      from: 73190.77,
      high: 65003.25,
    });
    expect(raw.salt).toBeUndefined();
  });

  it('are nowhere in any other: neither in wording nor in a recourse', () => {
    const text = recordJson(made.record);
    expect(plantedIn(text)).toEqual([]);
    expect(plantedIn(recordHtml(made.record, 'en') + recordHtml(made.record, 'zh-CN'))).toEqual([]);
    expect(plantedIn(recordText(made.record, 'en') + recordText(made.record, 'zh-CN'))).toEqual([]);
    for (const member of ['"from"', '"to"', '"low"', '"high"', '"cost"', '"share"']) {
      // `from` is also the lower end of a band.
      const recourse = JSON.stringify(made.record.recourse);
      expect(recourse).not.toContain(member);
    }
    const { changes } = made.record.recourse!.paths[0]!;
    expect(changes.map(({ direction }) => direction)).toEqual(['down', 'down']);
    expect(changes[1]!.follows).toEqual(['months_late']);
    expect(made.record.recourse!.paths[1]!.changes[1]!.direction).toBe('other');
  });

  it('say nothing by the order or the length of a commitment', () => {
    expect(made.record.inputs).toEqual({
      kind: 'commitment',
      algorithm: 'sha-256',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      features: given.facts.info.features.map(({ name }) => name),
    });
  });
});

describe('a record of what the model itself answers', () => {
  const advice: Partial<RiskModel> = {
    recourse: [
      { feature: 0, direction: 'free', cost: 1.7319 },
      { feature: 1, direction: 'down', step: 1 },
      { feature: 3, direction: 'up' },
    ],
    disclosure: {
      regimes: {
        'us-reg-b': { method: 'below-maximum' },
        eu: { procedure: { en: 'Points are added.' } },
        'cn-pipl': {
          review: { text: { 'zh-CN': '可以要求人工复核。' }, contact: 'mailto:review@example.com' },
        },
      },
    },
  };

  it.each([
    ['us-reg-b', 'en'],
    ['eu', 'en'],
    ['cn-pipl', 'zh-CN'],
  ] as const)('under %s is whole, and names no value of the applicant', async (regime, locale) => {
    const model = await loadModel(await recordBundle(advice));
    const explanation = await model.explain(PLANTED, { locale });
    const notice = await model.notice(PLANTED, { regime, locale });
    const recourse = await model.recourse(PLANTED, { count: 3, budgetMs: 1_000 });
    const safety = await model.recourse(PLANTED, { target: { points: 850 }, budgetMs: 1_000 });
    expect([recourse.status, safety.status]).toEqual(['found', 'none']);
    for (const answer of [recourse, safety]) {
      const facts = { info: model.info, explanation, notice, recourse: answer, applicant: PLANTED };
      const { record } = await createRecord(facts);
      const text = recordJson(record);
      expect(parseRecord(text)).toEqual(record);
      expect(record.notice!.reasons.length).toBeGreaterThan(0);
      expect(record.recourse!.paths).toHaveLength(answer.paths.length);
      const shown = text + recordHtml(record, locale) + recordText(record, locale);
      expect(plantedIn(shown)).toEqual([]);
      const whole = await createRecord({ ...facts, includeApplicant: true });
      expect(plantedIn(recordJson(whole.record))).toContain('73190.77');
      expect(recordHtml(whole.record, locale)).not.toMatch(/undefined|NaN/);
    }
    await model.dispose();
  });
});

describe('a commitment', () => {
  it('is what Node makes of salt and canonical JSON', () => {
    const form = `{"account_months":137.03125,"credit_limit":73190.77,"months_late":3,"occupation":"Zwickelhornist"}`;
    const digest = createHash('sha256').update(made.salt!).update(form).digest('hex');
    expect(made.record.inputs).toMatchObject({ digest });
  });

  it('is opened by the salt and the same facts, and by nothing else', async () => {
    const { record, salt } = made;
    const { info } = given.facts;
    expect(await verifyCommitment(record, PLANTED, salt!)).toBe(true);
    expect(await verifyCommitment(record, { ...PLANTED, other: 1 }, salt!)).toBe(true);
    // The same facts, with the category by its code.
    const coded = { ...PLANTED, occupation: 1 };
    expect(await verifyCommitment(record, coded, salt!, info)).toBe(true);
    expect(await verifyCommitment(record, coded, salt!)).toBe(false);

    const wrong: Applicant[] = [
      { ...PLANTED, credit_limit: 73190.78 },
      { ...PLANTED, occupation: 'Clerk' },
      { ...PLANTED, months_late: null },
      { ...PLANTED, months_late: '3' },
      { credit_limit: 73190.77 },
    ];
    for (const applicant of wrong) {
      expect(await verifyCommitment(record, applicant, salt!)).toBe(false);
    }
    const other = salt!.slice();
    other[31]! ^= 1;
    expect(await verifyCommitment(record, PLANTED, other)).toBe(false);
    await expect(verifyCommitment(record, PLANTED, new Uint8Array(16))).rejects.toThrow(RangeError);
  });

  it('differs between two records of one applicant', async () => {
    const again = await createRecord(given.facts);
    expect(again.record.inputs).not.toEqual(made.record.inputs);
    expect(again.salt).not.toEqual(made.salt);
  });

  it('takes NaN and null for the same missing value', async () => {
    const missing = { ...PLANTED, credit_limit: NaN };
    const { explanation } = given.facts;
    const facts = { info: given.facts.info, explanation, applicant: missing };
    const { record, salt } = await createRecord(facts);
    expect(await verifyCommitment(record, { ...PLANTED, credit_limit: null }, salt!)).toBe(true);
    expect(await verifyCommitment(record, missing, salt!)).toBe(true);
  });

  it('of a record with raw features is a comparison with them', async () => {
    const none = new Uint8Array(0);
    expect(await verifyCommitment(raw.record, PLANTED, none)).toBe(true);
    expect(await verifyCommitment(raw.record, { ...PLANTED, months_late: 4 }, none)).toBe(false);
  });

  interface Vector {
    readonly applicant: Record<string, number | string | null>;
    readonly salt: string;
    readonly canonical: string;
    readonly digest: string;
  }
  it('agrees with vectors that hashlib made', async () => {
    const file = join(import.meta.dirname, '../vectors/records/commitments.json');
    const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[];
    expect(vectors.length).toBeGreaterThan(3);
    for (const { applicant, salt, canonical, digest } of vectors) {
      expect(canonicalJson(applicant)).toBe(canonical);
      const features = Object.keys(applicant);
      const inputs = { kind: 'commitment', algorithm: 'sha-256', digest, features } as const;
      const record = { ...made.record, inputs };
      const bytes = Uint8Array.from(Buffer.from(salt, 'hex'));
      expect(await verifyCommitment(record, applicant, bytes)).toBe(true);
    }
  });
});

describe('making a record', () => {
  it('refuses answers about another score', async () => {
    const { facts, model } = given;
    const other = await model.explain({ ...PLANTED, months_late: 0 });
    const attempts = [
      { ...facts, score: other.score },
      { ...facts, explanation: other },
      { ...facts, info: { ...facts.info, digest: 'f'.repeat(64) } },
      { ...facts, recourse: { ...facts.recourse!, score: other.score } },
    ];
    for (const attempt of attempts) {
      await expect(createRecord(attempt)).rejects.toMatchObject({
        code: 'RECORD_INVALID',
        issues: [{ code: 'OTHER_SCORE' }],
      });
    }
  });

  it('refuses an applicant that the model would not score, without quoting a value', async () => {
    const applicant = { ...PLANTED, credit_limit: '73190.77', occupation: 'Zwickelhornistin' };
    const error = await createRecord({ ...given.facts, applicant }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/73190|Zwickelhornistin/);
  });

  it.each([
    ['a misspelt fact', { aplicant: PLANTED }, {}],
    ['a misspelt option', {}, { ID: 'x' }],
    ['a time that is none', {}, { at: new Date(NaN) }],
    ['raw features without an applicant', { includeApplicant: true, applicant: undefined }, {}],
  ])('refuses %s', async (_, facts, options) => {
    await expect(
      createRecord({ ...given.facts, ...facts }, options as object),
    ).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it.each([
    ['an id with a sentence in it', {}, { id: 'Ms Lin, income 73190.77' }],
    ['a rule with free text', { policy: [{ rule: 'income >= 73190.77', outcome: 'ok' }] }, {}],
    ['a rule with more', { policy: [{ rule: 'age', outcome: 'ok', value: 41 }] as never }, {}],
    [
      'an outcome that the model did not have',
      { outcome: { decision: 'approved', by: 'model' } },
      {},
    ],
  ] as const)('refuses %s', async (_, facts, options) => {
    await expect(
      createRecord({ ...given.facts, ...facts } as never, options),
    ).rejects.toMatchObject({
      code: 'RECORD_INVALID',
    });
  });
});

describe('reading a record', () => {
  it.each([
    ['score.margin', 12, ['POINTS record.score.points', 'NOT_ADDITIVE record.explanation']],
    ['score.points', 640, ['POINTS record.score.points', 'NOT_ADDITIVE record.explanation']],
    ['score.band', 'A', ['BAND record.score.band']],
    ['score.decision', 'approved', ['DECISION record.score.decision']],
    ['score.decision', undefined, ['DECISION record.score.decision']],
    ['explanation.baseline.margin', 1, ['NOT_ADDITIVE record.explanation']],
    ['explanation.rest.points', 3, ['NOT_ADDITIVE record.explanation']],
    ['explanation.reasons.0.margin', 5, ['NOT_ADDITIVE record.explanation']],
    [
      'explanation.reasons.0.effect',
      'raises-risk',
      ['EFFECT record.explanation.reasons[0].effect'],
    ],
    ['recourse.target.margin', -(2 ** 29), ['NOT_REACHED record.recourse.paths[0].score']],
    ['recourse.paths', [], ['PATHS record.recourse.paths']],
    ['notice.reasons.0.points', 99, ['POINTS record.notice.reasons[0].points']],
    ['model.scale.cutoffs.approve', 500, ['DECISION record.score.decision']],
  ])('sees %s changed to %s', (path, value, expected) => {
    expect(issuesOf(changed(made.record, path, value))).toEqual(expect.arrayContaining(expected));
  });

  it('sees points moved from one reason to another', () => {
    const reasons = structuredClone(made.record.explanation!.reasons) as unknown as {
      points: number;
    }[];
    reasons[0]!.points += 5;
    reasons[1]!.points -= 5;
    expect(issuesOf(changed(made.record, 'explanation.reasons', reasons))).toHaveLength(2);
  });

  it.each([
    ['schema', 'insitu-record/2'],
    ['id', ''],
    ['at', '2026-11-22'],
    ['at', '2026-02-30T00:00:00.000Z'],
    ['sdk', 'newest'],
    ['model.digest', 'abc'],
    ['model.extra', 1],
    ['score.margin', 1.5],
    ['score.margin', 2 ** 40],
    ['score.probability', '0.5'],
    ['extra', true],
    ['inputs', { kind: 'values', values: [{ feature: 'x', label: {}, value: {} }] }],
    ['inputs', { kind: 'commitment', algorithm: 'md5', digest: '', features: [] }],
    ['explanation.method', 'guess'],
    ['at', undefined],
    ['inputs', undefined],
  ])('refuses %s as %s', (path, value) => {
    expect(issuesOf(changed(made.record, path, value)).length).toBeGreaterThan(0);
  });

  it.each([
    ['no JSON', (text: string) => text.slice(1)],
    ['white space', (text: string) => text.replace(':', ': ')],
    [
      'a key twice',
      (text: string) => text.replace('"at":', '"at":"2000-01-01T00:00:00.000Z","at":'),
    ],
    ['another order', (text: string) => text.replace(/^\{("at":"[^"]*"),(.*)\}$/, '{$2,$1}')],
    ['the key __proto__', (text: string) => text.replace(/\}$/, ',"__proto__":{}}')],
    ['a depth without end', () => '['.repeat(100_000)],
    ['a length without end', () => ' '.repeat(2 ** 22 + 1)],
  ])('refuses a text with %s', (_, spoil) => {
    const text = recordJson(made.record);
    expect(issuesOf(text)).toEqual([]);
    expect(spoil(text)).not.toBe(text);
    expect(issuesOf(spoil(text))).toHaveLength(1);
  });

  it('quotes nothing of what it refuses', () => {
    const spoilt = recordJson(raw.record).slice(0, -1);
    expect(() => parseRecord(spoilt)).toThrow(/expected JSON/);
    for (const value of ['Zwickelhornist', 73190.77]) {
      const error = (() => {
        try {
          parseRecord(changed(raw.record, 'score.margin', value));
        } catch (refused) {
          return refused;
        }
      })();
      expect(JSON.stringify(error) + String(error)).not.toMatch(/73190|Zwickelhornist/);
    }
  });

  it('has a digest that Node agrees with, and that any change changes', async () => {
    const text = recordJson(made.record);
    const digest = await recordDigest(made.record);
    expect(digest).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    const other = changed(made.record, 'outcome.decision', 'approved') as DecisionRecord;
    expect(issuesOf(other)).toEqual([]);
    expect(await recordDigest(other)).not.toBe(digest);
  });
});
