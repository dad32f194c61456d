import type { Locale } from '../core/locale.js';
import type { DecisionRecord } from './decision-record.js';
import { PAGE_STYLE, PAGE_STYLE_HASH } from './page-style.js';
import { viewRecord, type Block, type Fact, type Section, type Table } from './record-view.js';

/** What a printed record shows besides itself. */
export interface PageOptions {
  /** The record's digest, shown with the model. @defaultValue not shown */
  readonly digest?: string;
}

/**
 * A record as one self-contained HTML file, for a file or a regulator: made for A4, without script,
 * without links. Its own policy allows its style and nothing else, so that even a fault of ours in
 * escaping could run nothing.
 *
 * Save it, or print it from a frame. In a page whose policy refuses its style (a `blob:` or `srcdoc`
 * document has the policy of the page that made it) it is unstyled and still whole.
 */
export function recordPage(
  record: DecisionRecord,
  locale: Locale,
  options: PageOptions = {},
): string {
  const view = viewRecord(record, locale, options.digest);
  const policy = `default-src 'none'; style-src '${PAGE_STYLE_HASH}'`;
  const banner = view.banner === undefined ? '' : `<p class="banner">${escape(view.banner)}</p>\n`;
  const { text, figure } = view.verdict;
  return `<!doctype html>
<html lang="${view.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escape(`${view.title} ${record.id}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main${view.banner === undefined ? '' : ' class="indicative"'}>
<header><h1>${escape(view.title)}</h1>${factsHtml(view.head)}</header>
${banner}<div class="verdict"><span>${escape(text)}</span><output>${escape(figure)}</output></div>
${view.sections.map(sectionHtml).join('\n')}
<footer>${escape(view.foot)}</footer>
</main>
</body>
</html>
`;
}

function sectionHtml({ heading, blocks }: Section): string {
  return `<section><h2>${escape(heading)}</h2><div>${blocks.map(blockHtml).join('\n')}</div></section>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escape(block.text)}</p>`;
    case 'facts':
      return factsHtml(block.facts);
    case 'list':
      return `<ol>${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ol>`;
    case 'table':
      return tableHtml(block);
  }
}

function factsHtml(facts: readonly Fact[]): string {
  const rows = facts.map(({ name, value, long }) => {
    const kind = long ? ' class="long"' : '';
    return `<dt>${escape(name)}</dt><dd${kind}>${escape(value)}</dd>`;
  });
  return `<dl>${rows.join('')}</dl>`;
}

function tableHtml({ head, rows, closed, figuresFrom }: Table): string {
  const figure = (column: number) => (column >= figuresFrom ? ' class="figure"' : '');
  const titles = head.map((text, i) => `<th scope="col"${figure(i)}>${escape(text)}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((text, i) => `<td${figure(i)}>${escape(text)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const kind = closed ? ' class="closed"' : '';
  return `<table><thead><tr>${titles.join('')}</tr></thead><tbody${kind}>${body.join('')}</tbody></table>`;
}

/** Control characters have no place in HTML; marks of direction could show figures in another order. */
// eslint-disable-next-line no-control-regex
const UNSHOWN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, in elements and in quoted attributes. */
function escape(text: string): string {
  return shown(text).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** Text without what is not to be seen: each such character becomes U+FFFD. */
export function shown(text: string): string {
  return text.replace(UNSHOWN, '\ufffd');
}
