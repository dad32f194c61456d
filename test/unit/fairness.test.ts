import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { fairnessOf, type FairnessInput, type FairnessReport } from '../../sdk/fairness.js';
import { cellColumns, fairnessCase } from './fairness-cases.js';

function refusal(input: unknown): RiskError {
  try {
    fairnessOf(input as FairnessInput);
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Every number anywhere in a report is a number. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersOf);
}

function groupOf(report: FairnessReport, label: string) {
  return report.groups.find((group) => group.label === label)!;
}

describe('rows', () => {
  const groups = ['a', 'a', 'a', 'b', 'b', null, '', undefined, NaN, 'b'];
  const approved = [1, 0, null, true, false, 1, 0, NaN, undefined, 1];
  const report = fairnessOf({ groups, approved, outcome: [0, 0, 1, null, 1, 0, 0, 1, 1, 0] });

  it('that lack something are counted, and take no part there', () => {
    expect(report.missing).toEqual({
      ...{ group: 4, groupDecided: 2, groupApproved: 1, decision: 1, outcome: 1 },
      ...{ score: undefined, probability: undefined },
    });
    expect(groupOf(report, 'a')).toMatchObject({ rows: 3, approval: { rows: 2, approved: 1 } });
    expect(report.notes).toEqual(['SMALL_GROUPS', 'GROUP_MISSING']);
  });

  it('have codes as well as labels', () => {
    const coded = fairnessOf({ groups: new Uint8Array([2, 2, 1]), approved: [1, 0, 1] });
    expect(coded.groups.map(({ label }) => label)).toEqual(['2', '1']);
    const flags = fairnessOf({ groups: [true, false, false], approved: [1, 0, 1] });
    expect(flags.reference).toBe('false');
  });

  it('may be of groups with the names of what objects inherit', () => {
    const odd = fairnessOf({
      groups: ['__proto__', 'constructor', '__proto__'],
      approved: [1, 1, 0],
    });
    expect(odd.groups.map(({ label, rows }) => [label, rows])).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ]);
  });
});

describe('decisions', () => {
  const points = new Int32Array([500, 620, 619, 700]);
  const groups = ['a', 'a', 'b', 'b'];

  it('come from points and a cutoff, from a batch, and from points that are better low', () => {
    const rates = (report: FairnessReport) => report.groups.map((each) => each.approval!.approved);
    expect(rates(fairnessOf({ groups, points, cutoff: 620 }))).toEqual([1, 1]);
    const batch = { points, probability: new Float64Array([0.5, 0.1, 0.2, 0.05]) };
    const report = fairnessOf({ groups, batch, cutoff: 619 });
    expect(rates(report)).toEqual([1, 2]);
    expect(report.scores).toBe('points');
    expect(rates(fairnessOf({ groups, points, cutoff: 619, better: 'lower' }))).toEqual([1, 1]);
  });

  it('leave out rows without points', () => {
    const report = fairnessOf({ groups, points: [500, null, NaN, 700], cutoff: 600 });
    expect(report.missing).toMatchObject({ decision: 2, score: 2 });
  });
});

describe('the reference', () => {
  const cells = cellColumns([
    ['big', 100, 50],
    ['kind', 40, 30],
    ['tiny', 3, 3],
  ]);

  it('is the largest group, the most favoured of those with enough rows, or the one named', () => {
    expect(fairnessOf(cells).reference).toBe('big');
    expect(fairnessOf({ ...cells, reference: 'most-favoured' }).reference).toBe('kind');
    expect(fairnessOf({ ...cells, reference: 'tiny' }).groups[0]!.label).toBe('tiny');
  });

  it('is named in a note where a group that is not small fares better', () => {
    expect(fairnessOf(cells).notes).toContain('REFERENCE_NOT_HIGHEST');
    expect(fairnessOf({ ...cells, reference: 'kind' }).notes).not.toContain(
      'REFERENCE_NOT_HIGHEST',
    );
  });

  it('turns differences and ratios around', () => {
    const one = fairnessOf({ ...cells, reference: 'big' }).groups[1]!.parity!;
    const other = groupOf(fairnessOf({ ...cells, reference: 'kind' }), 'big').parity!;
    expect(other.difference.low).toBeCloseTo(-one.difference.high, 12);
    expect(other.ratio!.low).toBeCloseTo(1 / one.ratio!.high, 12);
    expect(other.test.p).toBeCloseTo(one.test.p, 12);
  });
});

describe('four fifths', () => {
  it('is clear only where the whole interval is on one side', () => {
    const report = fairnessOf({
      ...cellColumns([
        ['reference', 2000, 1000],
        ['below', 1000, 300],
        ['unclear', 60, 24],
        ['above', 1500, 740],
      ]),
    });
    for (const { label, parity } of report.groups.slice(1)) expect(parity!.fourFifths).toBe(label);
  });
});

describe('what cannot be compared', () => {
  it('is left out, with a note: one group', () => {
    const report = fairnessOf(cellColumns([['only', 40, 10]]));
    expect(report.notes).toEqual(['ONE_GROUP']);
    expect(report.groups[0]).not.toHaveProperty('parity');
    expect(report.spread).toEqual({ difference: 0, ratio: 1 });
  });

  it('is left out, with a note: nobody approved, everybody, nobody in the reference', () => {
    const none = fairnessOf(
      cellColumns([
        ['a', 40, 0],
        ['b', 35, 0],
      ]),
    );
    expect(none.notes).toEqual(['NONE_APPROVED', 'REFERENCE_NONE_APPROVED']);
    expect(none.groups[1]!.parity).toMatchObject({ ratio: undefined, test: { p: 1 } });
    const all = fairnessOf(
      cellColumns([
        ['a', 40, 40],
        ['b', 35, 35],
      ]),
    );
    expect(all.notes).toEqual(['ALL_APPROVED']);
    expect(all.groups[1]!.parity!.ratio).toMatchObject({ value: 1, corrected: true });
    expect(all.groups[1]!.parity!.ratio!.low).toBeLessThan(1);
    const some = fairnessOf(
      cellColumns([
        ['a', 40, 0],
        ['b', 35, 3],
      ]),
    );
    expect(some.notes).toEqual(['REFERENCE_NOT_HIGHEST', 'REFERENCE_NONE_APPROVED']);
    expect(some.groups[1]!.parity!.ratio).toBeUndefined();
  });

  it('is small, and wide: a group of one', () => {
    const report = fairnessOf(
      cellColumns([
        ['a', 40, 20],
        ['one', 1, 1],
      ]),
    );
    const one = groupOf(report, 'one');
    expect(one.small).toBe(true);
    expect(one.approval!.rate.low).toBeLessThan(0.21);
    expect(one.parity!.test.method).toBe('fisher');
    expect(one.parity!.fourFifths).toBe('unclear');
  });

  it('is a rate among good payers where outcomes are known of approved rows only', () => {
    const cells = cellColumns([
      ['a', 60, 40],
      ['b', 60, 30],
    ]);
    const outcome = cells.approved.map((flag, row) => (flag ? row % 3 === 0 : null));
    const report = fairnessOf({ ...cells, outcome });
    expect(report.notes).toEqual(['OUTCOMES_OF_APPROVED_ONLY']);
    expect(report.outcomes).toEqual({ ofApproved: 1, ofDeclined: 0 });
    for (const group of report.groups) expect(group).not.toHaveProperty('good');
    const some = fairnessOf({
      ...cells,
      outcome: outcome.map((flag, row) => (row === 59 ? 0 : flag)),
    });
    expect(some.groups[0]!.good!.rate.value).toBeLessThan(1);
  });

  it('is a group without decisions: it stays in the list', () => {
    const report = fairnessOf({ groups: ['a', 'b', 'a'], approved: [1, null, 0] });
    expect(groupOf(report, 'b')).toMatchObject({ rows: 1, small: true, approval: undefined });
    expect(groupOf(report, 'b')).not.toHaveProperty('parity');
  });
});

describe('scores', () => {
  const groups = ['a', 'a', 'a', 'b', 'b', 'b'];
  const approved = [1, 1, 0, 1, 0, 0];

  it('that are worse give a difference below 0, whichever way the scores run', () => {
    const difference = (input: Partial<FairnessInput>) =>
      fairnessOf({ groups, approved, ...input }).groups[1]!.score!.standardised!;
    const points = [600, 620, 640, 560, 580, 600];
    const up = difference({ points });
    expect(up.value).toBeCloseTo(-2, 12);
    const down = difference({ points: points.map((value) => -value), better: 'lower' });
    expect(down.value).toBeCloseTo(up.value, 12);
    const risk = difference({ probability: points.map((value) => (1000 - value) / 1000) });
    expect(risk.value).toBeCloseTo(up.value, 9);
    expect(risk.low).toBeCloseTo(up.low, 9);
    expect(risk.low).toBeLessThan(risk.high);
  });

  it('without spread have none, and large ones keep their digits', () => {
    const flat = fairnessOf({ groups, approved, points: [5, 5, 5, 5, 5, 5] });
    expect(flat.groups[1]!.score).toEqual({ rows: 3, mean: 5, deviation: 0 });
    const far = fairnessOf({ groups, approved, points: [1, 2, 3, 2, 3, 4].map((x) => 1e11 + x) });
    expect(far.groups[1]!.score!.standardised!.value).toBeCloseTo(1, 9);
    const two = fairnessOf({ groups: ['a', 'b'], approved: [1, 1], points: [1, 2] });
    expect(two.groups[1]!.score).toEqual({ rows: 1, mean: 2, deviation: undefined });
  });
});

describe('ranking', () => {
  const rank = (risk: readonly number[], outcome: readonly number[]) =>
    fairnessOf({
      groups: risk.map(() => 'a'),
      approved: risk.map(() => 1),
      probability: risk,
      outcome,
    }).groups[0]!.ranking;

  it('is counted pair by pair', () => {
    const risks = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(risks, fc.infiniteStream(fc.boolean()), (values, flags) => {
        const risk = values.map((value) => value / 12);
        const outcome = values.map(() => (flags.next().value ? 1 : 0));
        const [good, bad] = [0, 1].map((flag) => risk.filter((_, row) => outcome[row] === flag));
        const found = rank(risk, outcome);
        if (good!.length === 0 || bad!.length === 0) return found === undefined;
        const won = bad!.flatMap((b) => good!.map((g): number => (b > g ? 1 : b < g ? 0 : 0.5)));
        const auc = won.reduce((sum, each) => sum + each, 0) / won.length;
        const upTo = (list: number[], x: number) => list.filter((y) => y <= x).length / list.length;
        const ks = Math.max(...risk.map((x) => Math.abs(upTo(good!, x) - upTo(bad!, x))));
        expect(found!.auc.value).toBeCloseTo(auc, 12);
        expect(found!.ks).toBeCloseTo(ks, 12);
        expect(found!.auc.low).toBeLessThanOrEqual(auc + 1e-12);
        expect(found!.auc.high).toBeGreaterThanOrEqual(auc - 1e-12);
        return true;
      }),
    );
  });

  it('is never sure of itself: perfect order, no order, one bad payer', () => {
    const perfect = rank([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])!;
    expect(perfect).toMatchObject({ interval: 'pairs', auc: { value: 1, high: 1 }, ks: 1 });
    // Two pairs in order by luck: (1/40)^(1/2).
    expect(perfect.auc.low).toBeCloseTo(Math.sqrt(0.025), 12);
    expect(rank([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])!.auc).toMatchObject({ value: 0, low: 0 });
    const tied = rank([0.5, 0.5, 0.5, 0.5], [0, 0, 1, 1])!;
    expect(tied).toMatchObject({ interval: 'hanley-mcneil', auc: { value: 0.5 }, ks: 0 });
    expect(tied.auc.high).toBeGreaterThan(0.7);
    expect(rank([0.1, 0.5, 0.3], [0, 0, 1])!.interval).toBe('hanley-mcneil');
    expect(rank([0.1, 0.5], [0, 0])).toBeUndefined();
  });

  it('goes by points where there is no probability', () => {
    const input = { groups: ['a', 'a', 'a'], approved: [1, 1, 0], outcome: [0, 0, 1] };
    const auc = (more: Partial<FairnessInput>) =>
      fairnessOf({ ...input, ...more }).groups[0]!.ranking!.auc.value;
    expect(auc({ points: [700, 650, 500] })).toBe(1);
    expect(auc({ points: [700, 650, 500], better: 'lower' })).toBe(0);
  });
});

describe('calibration', () => {
  const calibrate = (probability: readonly number[], outcome: readonly number[]) =>
    fairnessOf({
      groups: probability.map(() => 'a'),
      approved: probability.map(() => 1),
      probability,
      outcome,
      bins: 2,
    }).groups[0]!.calibration!;

  it('has no slope where none is the likeliest', () => {
    expect(calibrate([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]).slope).toBeUndefined();
    expect(calibrate([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0]).slope).toBeUndefined();
    expect(calibrate([0.1, 0.2, 0.2, 0.9], [0, 0, 1, 1]).slope).toBeUndefined();
    expect(calibrate([0.3, 0.3, 0.3], [0, 1, 0]).slope).toBeUndefined();
    const bad = calibrate([0.1, 0.2], [1, 1]);
    expect(bad).toMatchObject({ slope: undefined, intercept: undefined, observed: { value: 1 } });
  });

  it('takes certainty for near certainty', () => {
    const found = calibrate([0, 1, 0.4, 0.6, 0, 1], [1, 0, 0, 1, 0, 1]);
    expect(found).toMatchObject({ intercept: expect.anything(), slope: expect.anything() });
    for (const number of numbersOf(found)) expect(number).toSatisfy(Number.isFinite);
  });

  it('keeps equal probabilities in one slice, and slices the same in every group', () => {
    expect(calibrate([0.2, 0.2, 0.2, 0.2], [0, 1, 0, 0]).bins).toHaveLength(1);
    const { bins } = calibrate([0.1, 0.1, 0.1, 0.4], [0, 1, 0, 0]);
    expect(bins.map(({ rows }) => rows)).toEqual([3, 1]);
  });
});

describe('hostile input', () => {
  const groups = ['a', 'b'];
  const approved = [1, 0];

  it.each<[string, unknown, string, string | undefined]>([
    ['nothing', undefined, 'OPTION_INVALID', 'input'],
    ['a misspelt option', { groups, approved, refrence: 'a' }, 'OPTION_INVALID', 'refrence'],
    ['no decisions', { groups }, 'OPTION_INVALID', 'approved'],
    ['two kinds of decisions', { groups, approved, cutoff: 5 }, 'OPTION_INVALID', 'approved'],
    ['a cutoff for no points', { groups, cutoff: 5 }, 'OPTION_INVALID', 'cutoff'],
    ['a cutoff of NaN', { groups, points: [1, 2], cutoff: NaN }, 'OPTION_INVALID', 'cutoff'],
    ['an unknown reference', { groups, approved, reference: 'zz' }, 'OPTION_INVALID', 'reference'],
    ['a sure confidence', { groups, approved, confidence: 1 }, 'OPTION_INVALID', 'confidence'],
    ['no slices', { groups, approved, bins: 0 }, 'OPTION_INVALID', 'bins'],
    ['a direction', { groups, approved, better: 'up' }, 'OPTION_INVALID', 'better'],
    ['text for a column', { groups: 'ab', approved }, 'INPUT_INVALID', 'groups'],
    ['no groups', { approved }, 'INPUT_INVALID', 'groups'],
    ['an endless column', { groups: { length: 2 ** 40 }, approved }, 'INPUT_INVALID', 'groups'],
    ['half a column', { groups: { length: 0.5 }, approved }, 'INPUT_INVALID', 'groups'],
    ['a short column', { groups, approved: [1] }, 'SHAPE_MISMATCH', 'approved'],
    ['no rows', { groups: [], approved: [] }, 'INPUT_INVALID', 'groups'],
    ['no row with a group', { groups: [null, ''], approved }, 'INPUT_INVALID', 'groups'],
    ['an object for a group', { groups: [{}, 'b'], approved }, 'INPUT_INVALID', 'groups[0]'],
    ['a long label', { groups: ['a'.repeat(201), 'b'], approved }, 'INPUT_INVALID', 'groups[0]'],
    ['a decision of 2', { groups, approved: [1, 2] }, 'INPUT_INVALID', 'approved[1]'],
    [
      'an outcome of text',
      { groups, approved, outcome: ['bad', 0] },
      'INPUT_INVALID',
      'outcome[0]',
    ],
    [
      'a large probability',
      { groups, approved, probability: [0.5, 1.5] },
      'INPUT_INVALID',
      'probability[1]',
    ],
    ['endless points', { groups, points: [Infinity, 1], cutoff: 1 }, 'INPUT_INVALID', 'points[0]'],
    ['a weight of 0', { groups, approved, weights: [1, 0] }, 'INPUT_INVALID', 'weights[1]'],
    ['no weight', { groups, approved, weights: [1, null] }, 'INPUT_INVALID', 'weights[1]'],
  ])('is refused by code: %s', (_, input, code, path) => {
    const error = refusal(input);
    expect([error.code, error.path]).toEqual([code, path]);
  });

  it('is refused with all issues at once, and up to 200', () => {
    const many = new Array<string>(1000).fill('x');
    const error = refusal({ groups: many, approved: many, outcome: [...many] });
    expect(error.issues).toHaveLength(200);
    expect(error.message).toContain('and 1999 more');
    const both = refusal({ groups, approved: [7, 1], weights: [1, -1] });
    expect(both.issues.map(({ path }) => path)).toEqual(['weights[1]', 'approved[0]']);
  });

  it('is refused above 50 groups, before all rows are read', () => {
    const ids = Array.from({ length: 51 }, (_, row) => row);
    const error = refusal({ groups: ids, approved: ids.map(() => 1) });
    expect([error.code, error.path]).toEqual(['INPUT_INVALID', 'groups']);
    expect(fairnessOf({ groups: ids.slice(1), approved: ids.slice(1).map(() => 1) }).rows).toBe(50);
  });

  it('never comes back in an error', () => {
    const secret = 'SECRET-4711';
    const inputs: unknown[] = [
      { groups: [secret.repeat(20), 'b'], approved },
      { groups: [secret, 'b'], approved, reference: 'nobody' },
      { groups, approved: [secret, 1] },
      { groups, approved, outcome: [secret, 0] },
      { groups, approved, probability: [4711, 0] },
      { groups, points: [secret, 1], cutoff: 1 },
      {
        groups: Array.from({ length: 60 }, (_, row) => secret + row),
        approved: new Array(60).fill(1),
      },
    ];
    for (const input of inputs) {
      const error = refusal(input);
      expect(error.message + JSON.stringify(error)).not.toContain('4711');
    }
  });
});

describe('a report', () => {
  const { input } = fairnessCase('german');

  it('is plain data', () => {
    const report = fairnessOf(input);
    expect(structuredClone(report)).toEqual(report);
    expect(fairnessOf(input)).toEqual(report);
  });

  it('does not depend on the order of rows', () => {
    const turned = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.toReversed() : value,
      ]),
    ) as unknown as FairnessInput;
    const [one, other] = [fairnessOf(input), fairnessOf(turned)].map(numbersOf);
    other!.forEach((number, i) => expect(number).toBeCloseTo(one![i]!, 9));
  });

  it('holds finite numbers and intervals around their values, whatever the rows', () => {
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 6 });
    const row = fc.record({
      group: maybe(fc.constantFrom('a', 'b', 'c')),
      approved: maybe(fc.constantFrom(0, 1)),
      outcome: maybe(fc.constantFrom(0, 1)),
      probability: maybe(fc.constantFrom(0, 1e-12, 0.01, 0.2, 0.5, 0.99, 1)),
      points: maybe(fc.integer({ min: 300, max: 850 })),
      weight: fc.constantFrom(1e-6, 0.5, 1, 3, 1e6),
    });
    const rows = fc.array(row, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.boolean(), (table, isWeighted) => {
        const column = <K extends keyof (typeof table)[number]>(key: K) =>
          table.map((each) => each[key]);
        const columns = {
          ...{ groups: column('group'), approved: column('approved'), outcome: column('outcome') },
          ...{ probability: column('probability'), points: column('points') },
          ...(isWeighted && { weights: column('weight') }),
        };
        if (!table.some(({ group, approved }) => group !== null && approved !== null)) {
          expect(refusal(columns).code).toBe('INPUT_INVALID');
          return;
        }
        const report = fairnessOf(columns);
        expect(numbersOf(report).filter((number) => !Number.isFinite(number))).toEqual([]);
        const around = estimatesIn(report).filter(({ low, value, high }) => {
          const slack = 1e-9 * Math.max(1, Math.abs(value));
          return low > value + slack || high < value - slack;
        });
        expect(around).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

function estimatesIn(value: unknown): { low: number; value: number; high: number }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(estimatesIn);
  return 'low' in value && 'value' in value
    ? [value as { low: number; value: number; high: number }, ...inner]
    : inner;
}
