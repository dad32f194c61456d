import { RiskError } from '../../core/errors.js';
import type { MarginLine } from './build-card.js';
import type { Direction, SourceCard } from './card.js';
import type { CardExtras, CardScaling } from './extras.js';

/** Share by which the points of a table may differ from a scaling that is given for it. */
const MISFIT = 0.05;

/**
 * What the points of a card mean as a margin. Margins rise with risk, whichever way points go.
 *
 * With a scaling, the margin is log-odds of bad. Without one it is the points, or minus the points
 * where more of them are safer; the link is `identity` then, and there is no probability.
 *
 * @throws RiskError `OPTION_INVALID` where options contradict the card or each other.
 */
export function marginLine(card: SourceCard, extras: CardExtras, notes: string[]): MarginLine {
  const { scaling, intercept } = extras;
  const direction = directionOf(card, extras);
  if (card.unscaled && intercept !== undefined) {
    if (scaling)
      refuse('scaling', 'none beside "intercept": the spec of the bundle can scale log-odds');
    return { zero: -intercept, slope: 1, link: 'logistic' };
  }
  if (intercept !== undefined) {
    refuse('intercept', 'none: it is for detailed OptBinning tables without a scaling method');
  }
  if (scaling) return scaledLine(scaling, direction, card.pointsPerLogOdds);
  notes.push(
    `the file does not say what points mean, so there is no probability (give "scaling"); more points are taken for ${direction === 'higher-is-safer' ? 'less' : 'more'} risk`,
  );
  const slope = direction === 'higher-is-safer' ? -1 : 1;
  return { zero: 0, slope, link: 'identity', scale: { offset: 0, factor: -slope, bands: [] } };
}

function directionOf(card: SourceCard, extras: CardExtras): Direction {
  if (card.direction && extras.direction && card.direction !== extras.direction) {
    refuse('direction', `${card.direction}, as points and WoE of the table have it`);
  }
  return extras.direction ?? card.direction ?? 'higher-is-safer';
}

function scaledLine(
  { pdo, points, odds, rate = 2 }: CardScaling,
  direction: Direction,
  measured: number | undefined,
): MarginLine {
  if (direction !== 'higher-is-safer') {
    refuse('scaling', 'points that rise with the odds of good, where a scaling is given');
  }
  const factor = pdo / Math.log(rate);
  // Whole points scatter around the line; a wrong `pdo` is off by more than this.
  if (measured !== undefined && Math.abs(measured + factor) > MISFIT * factor) {
    refuse('scaling.pdo', 'what points and WoE of the table have');
  }
  // At odds good:bad the log-odds of bad are -ln(odds).
  const offset = points - factor * Math.log(odds);
  const scale = { offset, factor, bands: [] };
  return { zero: offset, slope: -1 / factor, link: 'logistic', scale };
}

function refuse(member: string, expected: string): never {
  const path = `scorecard.${member}`;
  throw new RiskError('OPTION_INVALID', `"${path}" expected ${expected}`, {
    path,
    issues: [{ code: 'SCALE', path, expected }],
  });
}
