import type { Locale } from '../core/locale.js';
import type { DecisionRecord } from './decision-record.js';
import { shown, type PageOptions } from './record-page.js';
import { viewRecord, type Block, type Fact } from './record-view.js';

/** A record as plain text, with all that the page shows: for a mail, a ticket or a terminal. */
export function recordText(
  record: DecisionRecord,
  locale: Locale,
  options: PageOptions = {},
): string {
  const view = viewRecord(record, locale, options.digest);
  const colon = locale === 'en' ? ': ' : '：';
  const lines: string[] = [view.title, ...factLines(view.head, colon), ''];
  if (view.banner !== undefined) lines.push(view.banner, '');
  lines.push(`${view.verdict.text}${colon}${view.verdict.figure}`);
  for (const { heading, blocks } of view.sections) {
    lines.push('', heading, ...blocks.flatMap((block) => blockLines(block, colon)));
  }
  lines.push('', view.foot);
  // A value with a line break of its own could pass for a line of ours.
  return lines.map((line) => shown(line).replace(/[\r\n\u2028\u2029]+/g, ' ') + '\n').join('');
}

function blockLines(block: Block, colon: string): string[] {
  switch (block.kind) {
    case 'text':
      return [`  ${block.text}`];
    case 'facts':
      return factLines(block.facts, colon).map((line) => `  ${line}`);
    case 'list':
      return block.items.map((item, i) => `  ${i + 1}. ${item}`);
    case 'table':
      return [block.head, ...block.rows].map(
        (row) => `  ${row.filter((cell) => cell !== '').join(' | ')}`,
      );
  }
}

function factLines(facts: readonly Fact[], colon: string): string[] {
  return facts.map(({ name, value }) => `${name}${colon}${value}`);
}
