import { isRiskError, RiskError, type Issue } from '../../core/errors.js';
import type { Element } from './xml.js';

/** More problems than this help nobody. */
const MAX_PROBLEMS = 50;
/** As many as a message names. */
const NAMED = 5;

/**
 * @param what - what cannot be carried, in words that end the sentence "X is not supported".
 * @throws RiskError `IMPORT_UNSUPPORTED` that names the element and its line.
 */
export function refuseElement(element: Element, what: string): never {
  throw problem('IMPORT_UNSUPPORTED', element, what, `no ${what}`);
}

/** @throws RiskError `MODEL_INVALID` that names the element and its line. */
export function refuseInvalid(element: Element, expected: string): never {
  throw problem('MODEL_INVALID', element, `expected ${expected}`, expected);
}

function problem(
  code: 'IMPORT_UNSUPPORTED' | 'MODEL_INVALID',
  element: Element,
  words: string,
  expected: string,
): RiskError {
  const path = placeOf(element);
  const issue: Issue = {
    code: code === 'MODEL_INVALID' ? 'ELEMENT' : 'UNSUPPORTED',
    path,
    expected,
  };
  const says = code === 'MODEL_INVALID' ? words : `${words} cannot be carried`;
  return new RiskError(code, `${path}: ${says}`, { path, issues: [issue] });
}

/** Where an element stands, for messages: `line 12, <Node>`. */
export function placeOf(element: Element): string {
  return `line ${element.line}, <${element.name}>`;
}

/**
 * Reads every item, and only then throws what was wrong with any of them: all problems at once,
 * unsupported ones before invalid ones.
 */
export function readEach<T, R>(items: readonly T[], read: (item: T, index: number) => R): R[] {
  const problems: RiskError[] = [];
  const results: R[] = [];
  for (let i = 0; i < items.length; i++) {
    try {
      results.push(read(items[i]!, i));
    } catch (error) {
      if (!isRiskError(error)) throw error;
      problems.push(error);
      if (problems.length >= MAX_PROBLEMS) break;
    }
  }
  if (problems.length > 0) throw mergeProblems(problems);
  return results;
}

function mergeProblems(problems: readonly RiskError[]): RiskError {
  const first = problems.find(({ code }) => code === 'IMPORT_UNSUPPORTED') ?? problems[0]!;
  const issues = problems.flatMap((each) => each.issues).slice(0, MAX_PROBLEMS);
  if (problems.length === 1) return first;
  const messages = [...new Set([first, ...problems].map(({ message }) => message))];
  const more = messages.length > NAMED ? ` (and ${messages.length - NAMED} more)` : '';
  return new RiskError(first.code, messages.slice(0, NAMED).join('; ') + more, {
    ...(first.path !== undefined && { path: first.path }),
    issues,
  });
}

/** An attribute's text; an empty one counts. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attributes.get(name);
}

/** @throws RiskError `MODEL_INVALID` when the attribute is absent. */
export function requiredAttribute(element: Element, name: string): string {
  return attribute(element, name) ?? refuseInvalid(element, `an attribute ${name}`);
}

/** A finite number, or `fallback` when the attribute is absent. */
export function numberAttribute<T>(element: Element, name: string, fallback: T): number | T {
  const text = attribute(element, name);
  if (text === undefined) return fallback;
  return numberOf(text) ?? refuseInvalid(element, `a finite number as ${name}`);
}

/** One of several words, the first when the attribute is absent; others are refused by name. */
export function choiceAttribute<const T extends string>(
  element: Element,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const text = attribute(element, name);
  if (text === undefined) return choices[0];
  const choice = choices.find((each) => each === text);
  return choice ?? refuseElement(element, `${name} ${quote(text)}`);
}

/** The number that a text spells, in the forms of XML Schema; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}

/** The first child of a name. */
export function child(element: Element, name: string): Element | undefined {
  return element.children.find((each) => each.name === name);
}

/** All children of a name. */
export function childrenOf(element: Element, name: string): readonly Element[] {
  return element.children.filter((each) => each.name === name);
}

/** @throws RiskError `MODEL_INVALID` when there is none. */
export function requiredChild(element: Element, name: string): Element {
  return child(element, name) ?? refuseInvalid(element, `an element ${name}`);
}

/** Text of the file in a message, cut short. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
