import type { Decisions } from './decisions.js';
import { numberText } from './figures.js';
import type { View } from './view.js';

/** What points are worth on a scale: 600 are 20 good to 1 bad, 640 are 40 to 1. */
export function scaleText({ words }: View, { points, odds, pdo }: Decisions['scale']): string {
  return words.scaleShare(
    numberText(points, 0),
    oddsText(odds),
    numberText(points + pdo, 0),
    oddsText(2 * odds),
  );
}

function oddsText(odds: number): string {
  return String(Math.round(odds * 1000) / 1000);
}
