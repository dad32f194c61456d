import { RiskError, type Issue } from '../../sdk/core/errors.js';
import type {
  Applicant,
  BatchExplanation,
  BatchResult,
  Columns,
  Explanation,
  ModelInfo,
  Score,
} from '../../sdk/scoring/results.js';
import type { Session } from '../../sdk/scoring/session.js';

/** What an applicant can ask of the session that has no model: by the value of `x`. */
export const TRICKS = { throwForeign: -1, throwLater: -2, hang: -3, slow: -4 } as const;

/** Two features, `x` and `y`; the margin is their sum. Small enough to know every answer. */
function createFakeSession(bytes: Uint8Array): Session {
  if (bytes[0] !== 7) throw new RiskError('BUNDLE_FORMAT', 'not a bundle: no 7');
  const refuse = (issues: Issue[]): never => {
    throw new RiskError('INPUT_INVALID', 'refused', { path: issues[0]!.path, issues });
  };
  const margin = (applicant: Applicant): number => {
    const { x, y } = applicant;
    const issues = Object.entries({ x, y })
      .filter(([, value]) => typeof value !== 'number')
      .map(([path, value]) => ({ code: 'NUMBER_EXPECTED', path, got: typeof value }));
    if (issues.length > 0) refuse(issues);
    if (x === TRICKS.throwForeign) throw new TypeError(`secret ${String(y)}`);
    if (x === TRICKS.throwLater) {
      setTimeout(() => {
        throw new Error(`secret ${String(y)}`);
      }, 0);
    }
    if (x === TRICKS.hang) for (;;);
    if (x === TRICKS.slow) {
      const end = performance.now() + Number(y);
      while (performance.now() < end);
    }
    return (x as number) + (y as number);
  };
  const score = (applicant: Applicant): Score => ({
    points: undefined,
    band: undefined,
    decision: undefined,
    probability: 0.5,
    logOdds: 0,
    margin: margin(applicant),
    model: 'fake',
    engine: 'reference',
    reproducible: true,
  });
  const scoreBatch = (columns: Columns): BatchResult => {
    const { x, y } = columns as { x: Float64Array; y: Float64Array };
    if (x?.length !== y?.length) {
      refuse([{ code: 'COLUMN_LENGTH', path: 'columns.y', got: `${y?.length} rows` }]);
    }
    const issues = [x, y].flatMap((column, index) =>
      Array.from(column).flatMap((value, row) =>
        value === Infinity
          ? [{ code: 'NUMBER_NOT_FINITE', path: `columns.${'xy'[index]}[${row}]` }]
          : [],
      ),
    );
    if (issues.length > 0) refuse(issues.slice(0, 200));
    const margins = Int32Array.from(x, (value, row) => value + y[row]!);
    return {
      rows: x.length,
      margin: margins,
      logOdds: Float64Array.from(margins),
      probability: Float64Array.from(margins, () => 0.5),
      bands: [],
      model: 'fake',
      engine: 'reference',
      reproducible: true,
    };
  };
  return {
    info: {
      name: 'fake',
      version: '1',
      bundleBytes: bytes.length,
      features: [{ name: 'x' }, { name: 'y' }],
    } as unknown as ModelInfo,
    plan: { engine: 'reference', reasons: [], explain: 'blocks' },
    score,
    explain: (applicant) => ({ score: score(applicant) }) as unknown as Explanation,
    scoreBatch,
    explainBatch: (columns) => {
      const batch = scoreBatch(columns);
      const { x, y } = columns as { x: Float64Array; y: Float64Array };
      return {
        ...batch,
        baseline: 0,
        method: 'blocks',
        features: ['x', 'y'],
        contributions: Int32Array.from([...x, ...y]),
        reasonCodes: ['X', 'Y'],
        reasons: Uint16Array.from({ length: x.length * 2 }, (_, at) => at % 2),
        maxReasons: 2,
      } satisfies BatchExplanation;
    },
    validate: () => [],
    warmUp: () => false,
    dispose: () => undefined,
  };
}

export function createSession(bytes: Uint8Array): Promise<Session> {
  return Promise.resolve().then(() => createFakeSession(bytes));
}
