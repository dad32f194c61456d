import type { Locale } from '../../core/locale.js';
import { html, type Markup } from './markup.js';
import { PAGE_STYLE, PAGE_STYLE_HASH } from './page-style.js';

/**
 * One self-contained HTML file around what a page shows: without script, without links. Its own policy
 * allows its style and nothing else, so that even a fault of ours in escaping could run nothing.
 */
export function pageShell(lang: Locale, title: string, body: readonly Markup[]): string {
  const policy = `default-src 'none'; style-src '${PAGE_STYLE_HASH}'`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
${html`<title>${title}</title>`.html}
<style>${PAGE_STYLE}</style>
</head>
<body>
${body.map((part) => part.html).join('\n')}
</body>
</html>
`;
}

/** A line of a page's head: what, its value, and whether that is long enough for a line of its own. */
export type HeadFact = readonly [name: string, value: string, isLong?: boolean];

/** The head of a page: a model's name, what the page is, and facts. */
export function pageHead(name: string, title: string, facts: readonly HeadFact[]): Markup {
  return html`<header>
    <h1>${name}<small>${title}</small></h1>
    <dl>
      ${facts.map(
        ([what, value, isLong]) =>
          html`<dt>${what}</dt>
            <dd class="${isLong ? 'long' : ''}">${value}</dd>`,
      )}
    </dl>
  </header>`;
}
