import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Locale } from '../sdk/index.js';
import { wordsIn, type Words } from './strings.js';

/** The shipped locale nearest to a BCP 47 tag; `undefined` when the tag is of another language. */
export function localeOf(tag: string | null | undefined): Locale | undefined {
  if (!tag) return undefined;
  const language = tag.toLowerCase().split('-')[0];
  if (language === 'zh') return 'zh-CN';
  return language === 'en' ? 'en' : undefined;
}

/** The `lang` that holds for a node, looked up through shadow roots. */
function inheritedLang(node: Element): string | null {
  for (let at: Element | undefined = node; at;) {
    const holder: Element | null = at.closest('[lang]');
    if (holder) return holder.getAttribute('lang');
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return null;
}

/**
 * Keeps a figure and its unit on one line of Chinese text: `5 分`, `第 2 步`, `30%`.
 * Elsewhere the text stays as it is.
 */
export function keepFigures(text: string, locale: Locale): string {
  if (locale !== 'zh-CN') return text;
  return text
    .replace(/([\d%+]) (?=[分字元项月年天日期个步级条页至%])/g, '$1\u00a0')
    .replace(/([第至共近低差高有]) (?=\d)/g, '$1\u00a0');
}

/** `+22`, `−19`, `±0`: a true minus, and never a bare zero. */
export function signed(points: number): string {
  const sign = points > 0 ? '+' : points < 0 ? '\u2212' : '\u00b1';
  return sign + Math.abs(points);
}

/** Whole numbers with grouping commas, the same in both languages. */
export function grouped(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
}

type LanguageHost = ReactiveControllerHost & Element & { locale?: string | undefined };

const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

function watch(listener: () => void): void {
  listeners.add(listener);
  if (observer) return;
  observer = new MutationObserver(() => {
    for (const each of listeners) each();
  });
  observer.observe(document, { subtree: true, attributeFilter: ['lang'] });
}

function unwatch(listener: () => void): void {
  listeners.delete(listener);
  if (listeners.size > 0) return;
  observer?.disconnect();
  observer = undefined;
}

/**
 * The language of an element: its `locale`, else the closest `lang`, else the browser's, else
 * English. Follows the page when its `lang` changes. One observer serves all elements.
 */
export class LanguageController implements ReactiveController {
  #inherited: Locale | undefined;

  constructor(private readonly host: LanguageHost) {
    host.addController(this);
  }

  get locale(): Locale {
    return localeOf(this.host.locale) ?? this.#inherited ?? 'en';
  }

  get words(): Words {
    return wordsIn(this.locale);
  }

  hostConnected(): void {
    watch(this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    unwatch(this.#follow);
  }

  readonly #follow = (): void => {
    const found =
      localeOf(inheritedLang(this.host)) ??
      navigator.languages.map(localeOf).find((locale) => locale !== undefined);
    if (found === this.#inherited) return;
    this.#inherited = found;
    this.host.requestUpdate();
  };
}
