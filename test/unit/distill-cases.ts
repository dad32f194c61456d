import { createRandom } from '../../sdk/core/random.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import type { Columns } from '../../sdk/scoring/results.js';
import type { Table } from '../../sdk/table/table.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import type { Teacher } from '../../sdk/train/distill/teacher.js';
import { column, tableOf } from './train-plan-cases.js';

/** What is true of made-up applicants: a curve, a step, an interaction and a word. */
export function truth(columns: Columns): Float64Array {
  const [x, y, z] = ['x', 'y', 'z'].map((name) => columns[name] as ArrayLike<number>);
  const words = columns.word as readonly (string | null)[];
  return Float64Array.from(words, (word, row) => {
    const missing = Number.isNaN(y![row]!);
    const risk = -1.2 + 1.5 * x![row]! - (missing ? 0.4 : y![row]! > 3 ? 0.8 : 0);
    return risk + (x![row]! > 0.5 && z![row]! < 0 ? 0.7 : 0) + (word === 'rent' ? 0.5 : 0);
  });
}

/** Made-up applicants whose outcome is drawn by {@link truth}; later ones are a little riskier. */
export function applicants(rows = 1500, seed = 3): Table {
  const random = createRandom(seed);
  const draw = (make: () => number) => Array.from({ length: rows }, make);
  const x = draw(() => Math.round(random.next() * 1000) / 1000);
  const y = draw(() => (random.next() < 0.1 ? NaN : random.below(8)));
  const z = draw(() => random.below(41) - 20);
  const noise = draw(() => random.below(100));
  const word = Array.from({ length: rows }, () => ['own', 'rent', 'other'][random.below(3)]!);
  const risk = truth({ x, y, z, word });
  const days = Float64Array.from({ length: rows }, (_, row) => 17_532 + Math.floor(row / 5));
  const bad = Array.from(risk, (each) => (random.next() < 1 / (1 + Math.exp(-each)) ? 1 : 0));
  return tableOf([
    ...[column('x', x), column('y', y), column('z', z), column('noise', noise)],
    column('word', word),
    { kind: 'date', name: 'day', values: days },
    column('bad', bad),
  ]);
}

export const DISTILL_PLAN: TrainPlan = {
  name: 'student',
  target: { column: 'bad', bad: 1 },
  features: ['x', 'y', 'z', 'noise', 'word'].map((name) => ({ column: name })),
  student: { kind: 'boosted', shape: 'depth-wise', trees: 40, depth: 3 },
  split: { date: 'day', outOfTime: 0.25, validation: 0.1, test: 0.2 },
  seed: 7,
};

/** The truth as a teacher. */
export const ORACLE: Teacher = {
  name: 'truth',
  kind: 'forest',
  score: (columns) => Promise.resolve(truth(columns)),
};

/** A model's bundle, and the model opened from it. */
export async function sessionOf(model: RiskModel) {
  const crypto = globalThis.crypto.subtle;
  const bytes = await encodeBundle(model, { crypto });
  const session = await createSession(bytes, { crypto, now: () => 0, engine: 'reference' });
  return { bytes, session };
}
