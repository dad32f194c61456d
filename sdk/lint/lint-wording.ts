import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import type { Effect } from './effects.js';
import { DENIALS, NO_FACT, PROMISES, SIDES, UNFINISHED, VAGUE } from './phrases.js';
import type { FindingList } from './rules.js';
import { textsOf, type StatedText } from './texts.js';

/** Looks at every text by itself: what it says, and what it fails to say. */
export function lintWording(
  model: RiskModel,
  effects: readonly (Effect | undefined)[],
  list: FindingList,
): void {
  const columns = columnNames(model.features);
  for (const stated of textsOf(model)) {
    const { kind, path, text } = stated;
    lintAnyText(stated, list);
    if (kind === 'adverse') {
      if (lintAdverse(stated, list)) lintSides(stated, effects, list);
    }
    const column = kind === 'template' || kind === 'value' ? undefined : nameIn(columns, text);
    if (column) list.add('WORDING_COLUMN', path, `names the column ${column}`);
  }
}

function lintAnyText({ kind, path, text }: StatedText, list: FindingList): void {
  if (text.trim() === '') list.add('WORDING_UNFINISHED', path, 'is empty');
  const unfinished = UNFINISHED.exec(text);
  if (unfinished) list.add('WORDING_UNFINISHED', path, `still says ${quoted(unfinished[0])}`);
  const known = kind === 'template' ? text.replaceAll('{v}', '') : text;
  const placeholder = /\{[^{}]*\}|\$\{|%[sd]\b|<%|\[\[|\{\{/.exec(known);
  if (placeholder) {
    list.add('PLACEHOLDER_UNKNOWN', path, `holds ${quoted(placeholder[0])}`);
  }
  if (kind === 'basis' || kind === 'label') return;
  const promise = firstOf(PROMISES, text.replace(DENIALS, ''));
  if (promise) list.add('WORDING_PROMISE', path, `promises: ${quoted(promise)}`);
}

/** @returns whether it states a fact. */
function lintAdverse({ path, text, group }: StatedText, list: FindingList): boolean {
  if (text.trim() === '') return false;
  const vague = firstOf(VAGUE, text);
  if (vague) {
    list.add('WORDING_VAGUE', path, `is no specific reason: ${quoted(vague)}`);
    return false;
  }
  const left = NO_FACT.reduce((rest, words) => rest.replace(words, ' '), text);
  if (/\p{L}/u.test(left) && text.trim() !== group?.code) return true;
  list.add('WORDING_NO_FACT', path, 'names no fact about the applicant');
  return false;
}

/** Whether "too low" is said of something that counts against people when it is high. */
function lintSides(
  { path, text, group }: StatedText,
  effects: readonly (Effect | undefined)[],
  list: FindingList,
): void {
  const low = SIDES.low.test(text);
  const high = SIDES.high.test(text);
  if (low === high || !group) return;
  const ways = new Set(group.features.map((f) => effects[f]));
  ways.delete('none');
  const said = low ? 'too low' : 'too high';
  if (ways.size !== 1) return;
  if (ways.has('both')) {
    list.add('WORDING_ONE_SIDED', path, `says ${said}; in the model, risk turns on the way up`);
  } else if (ways.has(low ? 'rises' : 'falls')) {
    const way = low ? 'rises' : 'falls';
    list.add('WORDING_DIRECTION', path, `says ${said}; in the model, risk ${way} with the value`);
  }
}

/** Names that nobody would write in a sentence: `PAY_AMT1`, `annualIncome`. */
function columnNames(features: readonly Feature[]): readonly string[] {
  const names = features.map(({ name }) => name);
  return names.filter((name) => /_|\d$|[a-z][A-Z]/.test(name) && name.length > 2);
}

function nameIn(names: readonly string[], text: string): string | undefined {
  return names.find((name) => {
    const at = text.indexOf(name);
    if (at < 0) return false;
    const beside = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    return !/[A-Za-z0-9_]/.test(beside);
  });
}

function firstOf(patterns: readonly RegExp[], text: string): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return found[0];
  }
  return undefined;
}

function quoted(text: string): string {
  return JSON.stringify(text.trim());
}
