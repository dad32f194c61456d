import { RiskError } from '../../sdk/core/errors.js';
import type { ColumnProfile, TableProfile } from '../../sdk/table/facts.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import type { StudentBudget } from '../../sdk/train/distill/student-ladder.js';
import type {
  FeatureReport,
  FidelityReport,
  PartReport,
  TrainReport,
} from '../../sdk/train/report/train-report.js';
import type {
  DistillOptions,
  Inspection,
  TeacherSource,
  Trained,
  Trainer,
  TrainOptions,
} from '../../sdk/runtime/trainer.js';

/** How a stub behaves. */
export interface StubTrainerOptions {
  /** Columns of the file. */
  readonly columns?: number;
  /** What training waits for half way, or to be stopped. */
  readonly goOn?: Promise<void>;
  readonly fails?: 'read' | 'train';
  readonly noDate?: boolean;
}

const ROWS = 30_000;

const WORDS = ['university', 'graduate school', 'high school', 'others', 'unknown'];

const KNOWN = ['PAY_0', 'LIMIT_BAL', 'BILL_AMT1', 'PAY_AMT1', 'EDUCATION', 'PAY_2', 'PAY_3'];

function columnsOf(count: number, noDate: boolean): ColumnProfile[] {
  const plain = { kind: 'number', missing: 0, role: 'feature', reasons: [] } as const;
  const two = [
    { value: 0, rows: 23_364 },
    { value: 1, rows: 6_636 },
  ];
  const outcome = 'default.payment.next.month';
  return [
    { ...plain, name: 'ID', distinct: ROWS, role: 'left-out', reasons: ['identifier'] },
    ...(noDate
      ? []
      : [
          {
            ...({
              name: 'opened',
              kind: 'date',
              missing: 12,
              distinct: 540,
              role: 'date',
            } as const),
            ...{ reasons: ['date'] as const, min: 17_000, max: 17_600 },
          },
        ]),
    { ...plain, name: 'SEX', distinct: 2, role: 'left-out', reasons: ['protected'], values: two },
    { ...plain, name: 'AGE', distinct: 56, role: 'left-out', reasons: ['protected'] },
    ...Array.from({ length: Math.max(3, count - 6) }, (_, i) => {
      const name = KNOWN[i] ?? `VARIABLE_${i + 1}`;
      const isText = name === 'EDUCATION';
      return {
        ...plain,
        name,
        ...(isText ? ({ kind: 'text' } as const) : {}),
        distinct: isText ? 4 : 80 + i,
        missing: i % 3 === 1 ? 317 * i : 0,
      };
    }),
    { ...plain, name: 'collected', distinct: 900, role: 'left-out', reasons: ['knows-the-future'] },
    { ...plain, name: outcome, distinct: 2, role: 'target', reasons: ['target-name'], values: two },
  ];
}

function featureReport(name: string, i: number, plan: TrainPlan): FeatureReport {
  const iv = 0.9 / (i + 1) ** 1.1;
  const direction = plan.features[i]?.monotone ?? 0;
  const labels = name === 'EDUCATION' ? WORDS : ['< -1', '-1 to 0', '0 to 1', '1 to 2', '>= 2'];
  return {
    ...{ name, missing: i % 3 === 1 ? 317 * i : 0, iv, monotone: direction },
    ...(i < 18 && { importance: 0.61 / (i + 1) }),
    bins: [...labels, 'missing'].map((label, bin) => {
      const rows = [5200, 4100, 6900, 2400, 900, 120][bin]!;
      const woe = (bin - 1.6) * Math.sqrt(iv) * 0.6;
      const odds = 0.284 * Math.exp(woe);
      return { label, rows, bad: Math.round((rows * odds) / (1 + odds)), woe };
    }),
  };
}

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });

function partReport(part: PartReport['part'], auc: number, half: number): PartReport {
  const rows = part === 'train' ? 18_000 : 4_500;
  const shares = [0.68, 0.42, 0.29, 0.22, 0.16, 0.13, 0.11, 0.09, 0.08, 0.06];
  const tenth = rows / 10;
  const bads = shares.map((share) => Math.round(share * tenth * (part === 'train' ? 1.02 : 0.97)));
  const bad = bads.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  return {
    ...{ part, rows, bad, auc: around(auc, half), ks: around(2 * auc - 1.13, 2 * half) },
    ...{ logLoss: 0.4301, brier: 0.1352, ...(part !== 'train' && { psi: half * 2 }) },
    ...(part === 'out-of-time'
      ? { from: '2018-02-11', to: '2018-03-08' }
      : { from: '2016-07-18', to: '2018-02-10' }),
    lift: bads.map((each) => {
      sum += each;
      return { rows: tenth, bad: each, captured: sum / bad };
    }),
    calibration: [...bads].reverse().map((each, i) => ({
      rows: tenth,
      expected: Math.max(0.01, each / tenth + Math.sin(i) * 0.012),
      observed: around(each / tenth, 0.035),
    })),
  };
}

function reportOf(plan: TrainPlan, run: number, trees: number, dated: boolean): TrainReport {
  const { student } = plan;
  const gain = student.kind === 'scorecard' ? -0.012 : 0.002 * run;
  const loss = (tree: number, end: number): number => end + (0.69 - end) * Math.exp(-tree / 12);
  const curve = Array.from({ length: trees }, (_, i) => i + 1);
  const parts = [
    partReport('train', 0.801 + gain, 0.008),
    partReport('in-time', 0.782 + gain, 0.012),
    ...(dated ? [partReport('out-of-time', 0.764 + gain, 0.014)] : []),
  ];
  return {
    ...({ kind: 'insitu-train-report', version: 1, plan } as const),
    model: {
      body: student.kind === 'boosted' ? 'forest' : 'additive',
      ...(student.kind === 'boosted' && { trees, depth: student.depth ?? 6 }),
      bytes: 14_212 + 611 * run,
    },
    parts,
    features: plan.features.map(({ column }, i) => featureReport(column, i, plan)),
    ...(student.kind !== 'scorecard' && {
      curve: {
        train: curve.map((tree) => loss(tree, 0.405)),
        validation: curve.map((tree) => loss(tree, 0.428) + 0.00012 * Math.max(0, tree - 60)),
      },
    }),
    ...(dated && {
      months: ['2017-09', '2017-10', '2017-11', '2017-12', '2018-01', '2018-02', '2018-03'].map(
        (month, i) => ({
          ...{ month, rows: 1_400 + 57 * i, bad: 300 + 11 * i, psi: 0.02 + 0.04 * i },
          auc: around(0.79 - 0.006 * i, 0.024),
          part: i < 5 ? ('train' as const) : ('out-of-time' as const),
        }),
      ),
    }),
    findings: [
      dated
        ? { code: 'OUT_OF_TIME_WORSE', severity: 'note', path: 'out-of-time', figure: 0.018 }
        : { code: 'NO_OUT_OF_TIME', severity: 'warning', path: 'out-of-time' },
      { code: 'UNSTABLE_FEATURE', severity: 'warning', path: 'LIMIT_BAL', figure: 0.27 },
    ],
    ...(student.kind === 'scorecard' && {
      scorecard: {
        ...{ intercept: -1.21, logLikelihood: -7813.2, aic: 15_642.4 },
        characteristics: plan.features.slice(0, 6).map(({ column }, i) => ({
          ...{ name: column, coefficient: 0.92 - 0.04 * i, standardError: 0.02, p: 0.0001 * i },
          ...{ vif: 1.2 + 0.3 * i, iv: 0.9 / (i + 1) },
          // The groups of words, of five words and "missing".
          ...(column === 'EDUCATION'
            ? { points: [9, 31, 9, 31, 31, -3], woe: [0.2, -0.4, 0.2, -0.4, -0.4, 0.1] }
            : { points: [31, 22, 9, -12, -40, -3] }),
        })),
        dropped: [{ name: 'VARIABLE_9', because: 'iv', figure: 0.011 }],
      },
    }),
  };
}

function fidelityOf(
  { parts, features, plan }: TrainReport,
  name: string,
  budget: StudentBudget | undefined,
): FidelityReport {
  const { student } = plan;
  return {
    teacher: { name, kind: 'forest', bytes: 1_842_300 },
    outOfFold: true,
    madeUp: { copies: 3, share: 0.25 },
    parts: parts.map(({ part, rows, auc }, i) => ({
      ...{ part, rows, r2: 0.986 - 0.004 * i, rank: 0.991 },
      ...(auc && { teacher: { auc, ks: 0.42 }, student: { auc, ks: 0.41 } }),
      gap: { auc: around(-0.0012, 0.004), ks: around(0.003, 0.011) },
    })),
    reasons: { rows: 1000, first: 0.91, meanOfFour: 0.87 },
    segments: features.slice(0, 4).map((feature, i) => ({
      ...{ feature: feature.name, bin: feature.bins[i]!.label, rows: 900 - 70 * i },
      ...{ meanDifference: 0.19 - 0.1 * i, rms: 0.2 },
    })),
    ...(budget && {
      ladder: [9, 14.2, 31.4].map((kB, i) => ({
        ...{
          name: `${i}`,
          student,
          bytes: 1000 * kB,
          r2: 0.95 + 0.02 * i,
          aucLoss: 0.002 - i / 1e3,
        },
        ...{ fits: kB <= budget.kB!, chosen: i === 1 },
      })),
    }),
  };
}

/** Fulfils when a call is stopped. */
function stopped(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}

/** A trainer with made-up figures, for tests and pictures. Its bundles are no bundles. */
export class StubTrainer implements Trainer {
  readonly #options: StubTrainerOptions;
  #runs = 0;

  constructor(options: StubTrainerOptions = {}) {
    this.#options = options;
  }

  async distill(
    plan: TrainPlan,
    teacher: TeacherSource,
    { budget, ...options }: DistillOptions = {},
  ): Promise<Trained> {
    const { report, ...trained } = await this.train(plan, options);
    const name = 'column' in teacher ? teacher.column : 'teacher';
    return { ...trained, report: { ...report, fidelity: fidelityOf(report, name, budget) } };
  }

  pretrainRows(): Promise<never> {
    return Promise.reject(new RiskError('TRAINING_FAILED', 'not in a stub'));
  }

  read(): Promise<TableProfile> {
    if (this.#options.fails === 'read') {
      const issues = [
        { code: 'QUOTE_OPEN', path: 'line 12', expected: 'a closing quotation mark' },
        { code: 'ROW_LONG', path: 'line 40', expected: '24 cells', got: '27' },
      ];
      return Promise.reject(new RiskError('TABLE_INVALID', 'shown on purpose', { issues }));
    }
    const { columns = 45, noDate = false } = this.#options;
    return Promise.resolve({
      file: {
        ...({ encoding: 'gb18030', separator: ',', rows: ROWS } as const),
        notes: [
          { code: 'ENCODING_GUESSED', path: 'file', count: 1 },
          { code: 'MISSING_WORD', path: 'PAY_2', count: 317, line: 18 },
          { code: 'TIME_DROPPED', path: 'opened', count: 29_988, line: 2 },
        ],
      },
      columns: columnsOf(columns, noDate),
      target: { column: 'default.payment.next.month', bad: 1 },
      ...(noDate ? {} : { date: 'opened' }),
    });
  }

  inspect(plan: TrainPlan): Promise<Inspection> {
    const dated = plan.split?.date !== undefined;
    const row = (part: string, rows: number) => ({
      ...{ part, rows, bad: Math.round(rows * 0.2212) },
      ...(dated && part === 'out-of-time' && { from: '2018-02-11', to: '2018-03-08' }),
      ...(dated && part !== 'out-of-time' && { from: '2016-07-18', to: '2018-02-10' }),
    });
    return Promise.resolve({
      parts: [
        ...[row('train', 15_300), row('validation', 2_700), row('in-time', 4_500)],
        ...(dated ? [row('out-of-time', 7_500)] : []),
      ],
      features: plan.features.map(({ column }, i) => featureReport(column, i, plan)),
      findings: plan.features.some(({ column }) => column === 'SEX')
        ? [{ code: 'PROTECTED_FEATURE', severity: 'warning', path: 'SEX' }]
        : [],
    });
  }

  async train(plan: TrainPlan, { onProgress, signal }: TrainOptions = {}): Promise<Trained> {
    if (this.#options.fails === 'train') {
      throw new RiskError('TRAINING_FAILED', 'shown on purpose');
    }
    const trees = plan.student.kind === 'scorecard' ? 0 : 80;
    const report = reportOf(plan, this.#runs, trees, plan.split?.date !== undefined);
    for (let tree = 1; tree <= trees; tree++) {
      if (tree === trees / 2) await Promise.race([this.#options.goOn, stopped(signal)]);
      signal?.throwIfAborted();
      const at = (line: readonly number[] | undefined): number => line![tree - 1]!;
      const loss = { train: at(report.curve?.train), validation: at(report.curve?.validation) };
      onProgress?.({ stage: 'training', done: tree / 100, tree, loss });
    }
    this.#runs++;
    return { id: this.#runs, report, digest: '0'.repeat(64) };
  }

  pack(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.reject(new RiskError('MODEL_INVALID', 'a stub has no model'));
  }

  applicant(): Promise<Readonly<Record<string, number | string | null>>> {
    return Promise.resolve({});
  }

  dispose(): void {}
}
