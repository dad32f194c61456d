import { textIn } from '../core/locale.js';
import type { RecordChange, RecordPath, RecordRecourse } from './decision-record.js';
import { shownStanding, shownValue } from './figures.js';
import type { Block, Section } from './record-view.js';
import { fill, type RecordWords } from './words.js';

/** What was said about how to reach the target, for people. */
export function describeRecourse(recourse: RecordRecourse, words: RecordWords): Section {
  const { status, reason, target, paths, closest, optimal } = recourse;
  const { recourse: names } = words;
  const space = words.lang === 'en' ? ' ' : '';
  const sentences = [
    target.points === undefined
      ? fill(names.targetMargin, { margin: shownValue(target.margin) })
      : fill(names.target, { points: shownValue(target.points) }),
    words.status[status],
  ];
  if (reason) sentences.push(words.whyNone[reason]);
  if (status === 'found') sentences.push(optimal ? names.optimal : names.notOptimal);
  const shown = closest ? [...paths, closest] : paths;
  if (shown.length > 0 && !shown.some(hasValues)) sentences.push(names.valueFree);
  const blocks: Block[] = [{ kind: 'text', text: sentences.join(space) }];
  const describe = (path: RecordPath) => describePath(path, words);
  if (paths.length > 0) blocks.push({ kind: 'list', items: paths.map(describe) });
  if (closest) {
    blocks.push({ kind: 'facts', facts: [{ name: names.closest, value: describe(closest) }] });
  }
  return { heading: names.heading, blocks };
}

function hasValues({ changes }: RecordPath): boolean {
  return changes.some(({ to }) => to !== undefined);
}

function describePath({ changes, score, plausibility }: RecordPath, words: RecordWords): string {
  const parted = words.lang === 'en' ? '; ' : '；';
  const labels = new Map(
    changes.map(({ feature, label }) => [feature, textIn(label, words.lang, feature)]),
  );
  const steps = changes.map((change) => describeChange(change, labels, words));
  const leads = fill(words.recourse.leads, { standing: shownStanding(score, words) });
  return [...steps, leads, words.plausibility[plausibility]].join(parted);
}

function describeChange(
  change: RecordChange,
  labels: ReadonlyMap<string, string>,
  words: RecordWords,
): string {
  const { feature, direction, follows, from, to, low, high } = change;
  const { recourse: names, lang } = words;
  const parts: string[] = [];
  if (from === undefined || to === undefined) parts.push(words.direction[direction]);
  else {
    const shown = (value: number | string | null) =>
      value === null ? words.missing : shownValue(value);
    parts.push(fill(names.change, { from: shown(from), to: shown(to) }));
    if (low !== undefined && high !== undefined) {
      parts.push(fill(names.range, { low: shown(low), high: shown(high) }));
    }
  }
  if (follows && follows.length > 0) {
    const others = follows
      .map((name) => labels.get(name) ?? name)
      .join(lang === 'en' ? ', ' : '、');
    parts.push(fill(names.follows, { features: others }));
  }
  const colon = lang === 'en' ? ': ' : '：';
  return `${labels.get(feature)}${colon}${parts.join(names.and)}`;
}
