/** HTML that is sound: texts in it were escaped. */
export class Markup {
  constructor(readonly html: string) {}
}

type Part = Markup | string | number | undefined | false | readonly Part[];

/** Writes markup; whatever is filled in is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let out = strings[0]!;
  parts.forEach((part, i) => (out += fill(part) + strings[i + 1]!));
  return new Markup(out);
}

function fill(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.html;
  if (Array.isArray(part)) return part.map(fill).join('');
  return escape(String(part as string | number));
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

function escape(text: string): string {
  return text.replace(UNSHOWN, '\ufffd').replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
