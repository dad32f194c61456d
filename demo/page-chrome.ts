import { pageWords, type PageWords } from './words.js';

export type Lang = 'en' | 'zh-CN';
type Theme = 'light' | 'dark';

const query = new URLSearchParams(location.search);
const listeners = new Set<() => void>();

let lang: Lang = (query.get('lang') ?? navigator.language).startsWith('zh') ? 'zh-CN' : 'en';
let theme = themeOf(query.get('theme'));

function themeOf(value: string | null): Theme {
  if (value === 'light' || value === 'dark') return value;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** The page's language, and its words. */
export function pageLang(): Lang {
  return lang;
}

export function words(): PageWords {
  return pageWords(lang);
}

/** Calls back now, and whenever the language changes. */
export function onLanguage(listener: () => void): void {
  listeners.add(listener);
  listener();
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** `|` is a place to break inside a clause, `/` parts two clauses that stay whole. */
function setClauses(element: Element, text: string): void {
  element.replaceChildren(
    ...text.split('/').map((clause) => {
      const span = document.createElement('span');
      clause.split('|').forEach((part, index) => {
        if (index > 0) span.append(document.createElement('wbr'));
        span.append(part);
      });
      return span;
    }),
  );
}

function applyLanguage(): void {
  document.documentElement.lang = lang;
  document.title = words().title;
  const table: Readonly<Record<string, unknown>> = words();
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) {
    const text = table[element.dataset.t ?? ''];
    if (typeof text !== 'string') continue;
    if (text.includes('|')) setClauses(element, text);
    else element.textContent = text;
  }
  const other = byId('language');
  other.textContent = words().otherLanguage;
  other.lang = lang === 'en' ? 'zh-CN' : 'en';
  applyTheme();
  for (const listener of listeners) listener();
}

function applyTheme(): void {
  document.documentElement.dataset.theme = theme;
  carryChoices();
  byId('theme').querySelector('span')!.textContent =
    theme === 'dark' ? words().light : words().dark;
}

/** Keeps the choice in the address, so that it can be shared and survives a reload. */
function remember(name: string, value: string): void {
  const url = new URL(location.href);
  url.searchParams.set(name, value);
  history.replaceState(null, '', url);
}

/** Language and theme go along to the other page. */
function carryChoices(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.pages a')) {
    const url = new URL(link.href);
    url.search = new URLSearchParams({ lang: lang === 'en' ? 'en' : 'zh', theme }).toString();
    link.href = url.href;
  }
}

export function startChrome(): void {
  byId('language').addEventListener('click', () => {
    lang = lang === 'en' ? 'zh-CN' : 'en';
    remember('lang', lang === 'en' ? 'en' : 'zh');
    applyLanguage();
  });
  byId('theme').addEventListener('click', () => {
    theme = theme === 'dark' ? 'light' : 'dark';
    remember('theme', theme);
    applyTheme();
  });
  applyLanguage();
}
