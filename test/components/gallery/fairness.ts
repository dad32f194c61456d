import { fairnessOf, type FairnessInput, type FairnessReport } from '../../../sdk/fairness.js';
import type { LocalizedText } from '../../../sdk/index.js';

/** Label, rows, share approved, share bad, expected share bad. */
type Group = readonly [string, number, number, number, number];

/** Made-up rows: spread evenly over decisions, outcomes and scores, the same in every run. */
function rowsOf(groups: readonly Group[]): FairnessInput {
  const input = {
    ...{ groups: [] as (string | null)[], approved: [] as number[], points: [] as number[] },
    ...{ outcome: [] as (number | null)[], probability: [] as number[] },
  };
  for (const [label, rows, approved, bad, expected] of groups) {
    for (let row = 0; row < rows; row++) {
      // Ranks in an order that mixes: 0.618... is the golden section.
      const rank = (row * 0.6180339887 + 0.3) % 1;
      const noise = (row * 0.7548776662 + 0.1) % 1;
      const risk = Math.min(0.97, 2 * expected * (1 - rank));
      input.groups.push(label || null);
      input.approved.push(rank >= 1 - approved ? 1 : 0);
      input.points.push(Math.round(480 + 240 * rank - 60 * expected));
      input.probability.push(risk);
      input.outcome.push(noise < (risk * bad) / expected ? 1 : 0);
    }
  }
  return input;
}

const REGIONS: readonly Group[] = [
  ['north', 1480, 0.72, 0.19, 0.2],
  ['south', 930, 0.64, 0.24, 0.23],
  ['east', 410, 0.5, 0.31, 0.25],
  ['west', 210, 0.56, 0.22, 0.24],
  ['isles', 14, 0.5, 0.2, 0.24],
  ['', 37, 0.6, 0.2, 0.2],
];

const LABELS: Readonly<Record<string, LocalizedText>> = {
  north: { en: 'North', 'zh-CN': '北区' },
  south: { en: 'South and the valley', 'zh-CN': '南区与谷地' },
  east: { en: 'East', 'zh-CN': '东区' },
  west: { en: 'West', 'zh-CN': '西区' },
  isles: { en: 'Isles', 'zh-CN': '离岛' },
};

function without(input: FairnessInput, ...names: (keyof FairnessInput)[]): FairnessInput {
  const entries = Object.entries(input).filter(([name]) => !names.includes(name as never));
  return Object.fromEntries(entries) as unknown as FairnessInput;
}

const all = rowsOf(REGIONS);
const outcomesOfApproved = Array.from(all.outcome!, (flag, row) =>
  all.approved![row] ? flag : null,
);

/** Every state of `<risk-fairness>`. */
const REPORTS: Readonly<Record<string, () => FairnessReport | undefined>> = {
  idle: () => undefined,
  ready: () => fairnessOf(all),
  favoured: () => fairnessOf({ ...all, reference: 'south', confidence: 0.9 }),
  decisions: () => fairnessOf(without(all, 'outcome', 'probability', 'points')),
  'approved-only': () => fairnessOf({ ...all, outcome: outcomesOfApproved }),
  'too-few': () =>
    fairnessOf(rowsOf(REGIONS.slice(0, 2).map(([label, , ...rest]) => [label, 12, ...rest]))),
  none: () =>
    fairnessOf(
      without(rowsOf(REGIONS.map(([label, rows]) => [label, rows, 0, 0.2, 0.2])), 'outcome'),
    ),
  long: () =>
    fairnessOf(
      rowsOf([
        [
          'Applicants with a very long description of the place in which they live',
          64_000,
          0.31,
          0.02,
          0.02,
        ],
        ['Bezirkshauptmannschaftsangelegenheiten', 9000, 0.09, 0.03, 0.02],
      ]),
    ),
};

/** Fills the page with them. `?fairness&state=ready` shows one. */
export function addFairness(main: HTMLElement, state: string | null): void {
  for (const [name, make] of Object.entries(REPORTS)) {
    if (state !== null && state !== name) continue;
    const element = document.createElement('risk-fairness');
    element.id = name;
    element.headingLevel = 2;
    element.labels = LABELS;
    element.report = make();
    main.append(element);
  }
}
