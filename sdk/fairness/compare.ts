import type { GroupFacts } from './facts.js';
import { differenceOf, holm, ratioOf, testOf, type Share } from './proportions.js';
import type { GroupFairness, Opportunity, Parity, Ratio, ScoreFacts, Test } from './report.js';
import type { Sample } from './sample.js';
import { deviationOf, standardisedDifference } from './scores.js';

/** The line of 29 CFR 1607.4(D), and of nothing more exact than that. */
const FOUR_FIFTHS = 0.8;

/** Puts every group beside the reference. The reference first, then by rows, then by label. */
export function compareGroups(
  facts: readonly GroupFacts[],
  reference: GroupFacts,
  sample: Sample,
  reach: number,
): GroupFairness[] {
  const ordered = facts
    .filter((each) => each !== reference)
    .sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
  const tests = {
    approval: testAll(ordered, reference, ({ approval }) => approval?.share),
    good: testAll(ordered, reference, ({ good }) => good?.share),
    bad: testAll(ordered, reference, ({ bad }) => bad?.share),
  };
  return [reference, ...ordered].map((each): GroupFairness => {
    const parity = parityOf(each, reference, tests.approval.get(each), reach);
    const good = opportunityOf(each.good, reference.good, tests.good.get(each), reach);
    const bad = opportunityOf(each.bad, reference.bad, tests.bad.get(each), reach);
    const score = scoreOf(each, reference, sample, reach);
    const { label, rows, small, effectiveRows, approval, ranking, calibration } = each;
    return {
      ...{ label, reference: each === reference, rows, small, effectiveRows },
      approval: approval && {
        rows: approval.rows,
        approved: approval.approved,
        rate: approval.rate,
      },
      ...(parity && { parity }),
      ...(good && { good }),
      ...(bad && { bad }),
      ...(score && { score }),
      ...(ranking && { ranking }),
      ...(calibration && { calibration }),
    };
  });
}

/** Tests of one family: adjusted for each other. */
function testAll(
  others: readonly GroupFacts[],
  reference: GroupFacts,
  pick: (facts: GroupFacts) => Share | undefined,
): Map<GroupFacts, Test> {
  const against = pick(reference);
  const pairs = others.flatMap((each) => {
    const share = pick(each);
    return share && against ? [{ each, test: testOf(share, against) }] : [];
  });
  const adjusted = holm(pairs.map(({ test }) => test.p));
  return new Map(pairs.map(({ each, test }, i) => [each, { ...test, holm: adjusted[i]! }]));
}

function parityOf(
  { approval }: GroupFacts,
  reference: GroupFacts,
  test: Test | undefined,
  reach: number,
): Parity | undefined {
  if (!approval || !test) return undefined;
  const against = reference.approval!.share;
  const ratio = ratioOf(approval.share, against, reach);
  return {
    difference: differenceOf(approval.share, against, reach),
    ratio,
    fourFifths: ratio && placeOf(ratio),
    test,
  };
}

function placeOf({ low, high }: Ratio): Parity['fourFifths'] {
  if (high < FOUR_FIFTHS) return 'below';
  return low >= FOUR_FIFTHS ? 'above' : 'unclear';
}

function opportunityOf(
  of: GroupFacts['good'],
  against: GroupFacts['good'],
  test: Test | undefined,
  reach: number,
): Opportunity | undefined {
  if (!of) return undefined;
  const { share, ...rate } = of;
  if (!test || !against) return rate;
  return { ...rate, gap: differenceOf(share, against.share, reach), test };
}

function scoreOf(
  { score }: GroupFacts,
  reference: GroupFacts,
  sample: Sample,
  reach: number,
): ScoreFacts | undefined {
  if (!score) return undefined;
  const facts = { rows: score.rows, mean: score.mean, deviation: deviationOf(score) };
  if (score === reference.score || !reference.score) return facts;
  const raw = standardisedDifference(score, reference.score, reach);
  if (!raw) return facts;
  // Points as they are better; a higher probability of bad is worse.
  const isWorseUp = sample.points ? sample.sign < 0 : true;
  const { value, low, high } = raw;
  const turned = { value: -value, low: -high, high: -low };
  return { ...facts, standardised: isWorseUp ? turned : raw };
}
