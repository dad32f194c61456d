import { textIn, type LoadedModel, type Locale } from '../../sdk/index.js';
import type { TableProfile } from '../../sdk/train.js';
import type { Decisions, FeatureWords } from './decisions.js';
import { lackedBy, type Imprinted, type Lesson, type TeacherFile } from './lesson.js';

/** What follows from learning from something else: what a teacher changed comes and goes with it. */
export function learningFrom(
  profile: TableProfile,
  decisions: Decisions,
  from: Lesson['from'],
): Partial<Decisions> {
  const { teacher } = decisions.lesson;
  if (from === 'bundle' && teacher) return withTeacher(profile, decisions, teacher);
  const own = withoutTeacher(decisions);
  return { ...own, lesson: { ...decisions.lesson, from, imprint: undefined } };
}

/**
 * What follows from a teacher that the table has all columns for: what it does not know is left out, and
 * its words and its points are taken where nobody has said otherwise.
 */
export function withTeacher(
  profile: TableProfile,
  decisions: Decisions,
  teacher: TeacherFile,
): Partial<Decisions> {
  // What another teacher changed is none of this one's.
  const before = withoutTeacher(decisions);
  const lesson: Lesson = { ...decisions.lesson, from: 'bundle', teacher, imprint: undefined };
  // Of another table: it can teach nothing, and is only shown.
  if (lackedBy(profile, teacher).length > 0) return { ...before, lesson };
  const { info } = teacher;
  const known = new Map(info.features.map((feature) => [feature.name, feature.label]));
  const words = new Map(before.words);
  for (const [name, label] of known) {
    const own: FeatureWords = words.get(name) ?? {};
    const isSaid = (['en', 'zh-CN'] as const).some((locale: Locale) => {
      const text = textIn(label, locale, '');
      return text !== '' && text !== name;
    });
    if (!own.label && isSaid) words.set(name, { ...own, label });
  }
  const used = new Set([...before.used].filter((name) => known.has(name)));
  const after: Imprinted = { used, words, ...scaleOf(info.scale, before) };
  return { ...after, lesson: { ...lesson, imprint: { before, after } } };
}

/** The decisions without what a teacher changed; what a person changed after it stays. */
function withoutTeacher({ used, words, scale, approve, lesson }: Decisions): Imprinted {
  if (!lesson.imprint) return { used, words, scale, approve };
  const { before, after } = lesson.imprint;
  const left = [...before.used].filter((name) => !after.used.has(name));
  const own = new Map(words);
  for (const [name, { label }] of after.words) {
    const now = words.get(name);
    const was = before.words.get(name);
    if (!now || now.label !== label || was?.label === label) continue;
    const { label: _taken, ...rest } = now;
    own.set(name, was?.label ? { ...rest, label: was.label } : rest);
  }
  return {
    used: new Set([...used, ...left]),
    words: own,
    scale: scale === after.scale ? before.scale : scale,
    approve: approve === after.approve ? before.approve : approve,
  };
}

/** Odds of good to bad at which a teacher's points are said. */
const ODDS = 20;

/** The points of a teacher, and its line where nobody drew one; what was decided where it has none. */
function scaleOf(
  scale: LoadedModel['info']['scale'],
  own: Imprinted,
): Pick<Decisions, 'scale' | 'approve'> {
  if (!scale || !(scale.factor > 0)) return { scale: own.scale, approve: own.approve };
  const { offset, factor, cutoffs } = scale;
  return {
    scale: {
      points: rounded(offset + factor * Math.log(ODDS)),
      odds: ODDS,
      pdo: rounded(factor * Math.LN2),
    },
    approve: own.approve ?? cutoffs?.approve,
  };
}

/** Without the last digits of a logarithm: 40, and not 39.99999999999999. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
