import { byId } from './page-chrome.js';

/** What a page needs, as it would be typed. */
const LINES: readonly (readonly (string | { readonly tag: string })[])[] = [
  ["import 'insitu/components/define';"],
  [],
  ['<form id="loan">…</form>'],
  ['<', { tag: 'risk-score' }, ' id="score" for="loan"'],
  ['  src="/models/tw-card.insitu">'],
  ['</', { tag: 'risk-score' }, '>'],
  ['<', { tag: 'risk-reasons' }, ' for="score">'],
  ['</', { tag: 'risk-reasons' }, '>'],
];

export function showSnippet(): void {
  const snippet = byId('snippet');
  LINES.forEach((line, index) => {
    if (index > 0) snippet.append('\n');
    for (const part of line) {
      if (typeof part === 'string') snippet.append(part);
      else {
        const strong = document.createElement('b');
        strong.textContent = part.tag;
        snippet.append(strong);
      }
    }
  });
}
