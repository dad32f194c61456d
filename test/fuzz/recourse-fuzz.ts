import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { findRecourse } from '../../sdk/insight/recourse.js';
import type { Recourse } from '../../sdk/insight/questions.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { findModelIssues } from '../../sdk/model/build.js';
import { bruteForce, type BruteAnswer } from './recourse-brute.js';
import { randomCase, type RecourseCase } from './recourse-case.js';
import { Random } from './random.js';

export interface RecourseReport {
  readonly cases: number;
  /** How many ended how. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What was claimed and is not so, by seed. */
  readonly faults: readonly string[];
}

/**
 * Random small questions, answered by the search and by trying everything.
 *
 * @param steps - how often a search may look at the time before it is up; all time in the world
 * when it is left out.
 */
export async function fuzzRecourse(
  count: number,
  seed: number,
  steps?: number,
): Promise<RecourseReport> {
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  for (let at = 0; at < count; at++) {
    const random = new Random(seed + at);
    const question = randomCase(random);
    const issues = findModelIssues(question.model);
    if (issues.length > 0) {
      faults.push(`seed ${seed + at}: ${issues[0]!.path} ${issues[0]!.code}`);
      continue;
    }
    const brute = bruteForce(question);
    const answer = await ask(question, steps === undefined ? undefined : random.below(steps));
    const outcome = `${question.model.body.kind} ${answer.status}${answer.optimal ? ' optimal' : ''}`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const fault = faultOf(answer, brute, question, steps !== undefined);
    if (fault) faults.push(`seed ${seed + at}: ${fault}`);
  }
  return { cases: count, outcomes, faults };
}

async function ask(
  { model, values, options }: RecourseCase,
  looks: number | undefined,
): Promise<Recourse> {
  let time = 0;
  // Each look at the clock takes a while: then a budget is a number of looks.
  const now = () => (looks === undefined ? 0 : (time += 5));
  const engine = createReferenceEngine(model, featureGame(model, 'training'), now);
  const budgetMs = looks === undefined ? options.budgetMs! : 5 * looks;
  const host = { now, pause: () => Promise.resolve(), stopped: () => false };
  return findRecourse({ model, engine, digest: '' }, values, { ...options, budgetMs }, host);
}

/** What is claimed and is not so. */
function faultOf(
  answer: Recourse,
  brute: BruteAnswer,
  { options, model }: RecourseCase,
  hurried: boolean,
): string | undefined {
  if (answer.score.margin !== brute.margin) return 'another margin';
  if ((answer.status === 'reached') !== brute.reached) return 'reached or not';
  if (brute.reached) return undefined;
  const bound = answer.costBound * 1024;
  if (bound > brute.cost) return `bound ${bound} above ${brute.cost}`;
  if (answer.status === 'none' && brute.cost < Infinity) return `none, but ${brute.cost}`;
  if (answer.optimal !== (answer.status === 'found' && bound === answer.paths[0]!.cost * 1024)) {
    return 'optimal without its bound';
  }
  if (answer.optimal && brute.complete && answer.paths[0]!.cost * 1024 !== brute.cost) {
    return `optimal ${answer.paths[0]!.cost * 1024}, but ${brute.cost}`;
  }
  if (!hurried && brute.complete) {
    if (answer.status === 'unknown') return 'unknown with all time';
    if (answer.status === 'found' && !answer.optimal) return 'not optimal with all time';
    if (answer.status !== 'none' && brute.cost === Infinity) return 'found what cannot be';
  }
  const sets = new Set<string>();
  let before = 0;
  for (const { changes, cost, score } of answer.paths) {
    if (score.margin > answer.target.margin) return 'a path that does not reach';
    const own = changes.filter(({ follows }) => !follows);
    if (own.length > options.maxChanges!) return 'too many changes';
    sets.add(own.map(({ feature }) => feature).join());
    if (cost < before) return 'not cheapest first';
    before = cost;
    for (const { feature, to, low, high } of changes) {
      const known = model.features.find(({ name }) => name === feature)!;
      if (known.kind === 'categorical' || to === null) continue;
      if ((low ?? -Infinity) > Number(to) || (high ?? Infinity) < Number(to)) return 'range';
    }
  }
  if (sets.size !== answer.paths.length) return 'two paths of the same features';
  if (answer.paths.length > options.count!) return 'too many paths';
  return undefined;
}
