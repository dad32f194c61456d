import { SaxesParser } from 'saxes';
import { isRiskError, RiskError } from '../../core/errors.js';

/** Levels of nesting: a tree's nodes stand in each other, and everything else is shallow. */
const MAX_LEVELS = 640;

/** Elements and attributes together; a hundred bytes of memory each. */
const MAX_PARTS = 2 ** 22;

/** What says nothing about the prediction, and may be large. */
const PASSED_OVER = new Set(['Extension', 'ModelVerification', 'ModelStats', 'ModelExplanation']);

/** An element of the file. Names carry no prefix. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** The element's own text, without its children's. */
  readonly text: string;
  /** Line of its start tag, from 1. */
  readonly line: number;
  readonly parent: Element | undefined;
}

interface Growing extends Element {
  readonly attributes: Map<string, string>;
  readonly children: Growing[];
  text: string;
}

/**
 * Parses XML into elements with their lines. Extensions and statistics are left out.
 *
 * Nothing is fetched and nothing is expanded: a document type is refused, so the only entities are
 * XML's own five and characters by number. Depth and size are bounded before anything is kept.
 *
 * @throws RiskError `IMPORT_FORMAT` with the line, when the text is not well-formed XML or exceeds
 *   a limit.
 */
export function parseXml(bytes: Uint8Array): Element {
  const parser = new SaxesParser({ xmlns: false });
  const open: Growing[] = [];
  let root: Growing | undefined;
  let parts = 0;
  let level = 0;
  let line = 1;
  // The level of the element that is being passed over; what is inside it counts for limits only.
  let passedOver = Infinity;

  const refuse = (what: string): never => {
    const path = `line ${parser.line}`;
    throw new RiskError('IMPORT_FORMAT', `${path}: ${what}`, { path });
  };
  parser.on('error', (error) => refuse(`not well-formed XML (${reasonOf(error)})`));
  parser.on('doctype', () => refuse('a document type is not read'));
  parser.on('opentagstart', () => {
    level++;
    parts++;
    ({ line } = parser);
    if (level > MAX_LEVELS) refuse(`more than ${MAX_LEVELS} levels of elements`);
    if (parts > MAX_PARTS) refuse('more elements than are read');
  });
  parser.on('attribute', () => {
    parts++;
    if (parts > MAX_PARTS) refuse('more attributes than are read');
  });
  parser.on('opentag', (tag) => {
    const name = localName(tag.name);
    if (level > passedOver) return;
    if (PASSED_OVER.has(name)) {
      passedOver = level;
      return;
    }
    const parent = open.at(-1);
    const attributes = new Map(Object.entries(tag.attributes));
    const element: Growing = {
      name,
      attributes,
      children: [],
      text: '',
      line,
      parent,
    };
    parent?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    if (level < passedOver) open.pop();
    else if (level === passedOver) passedOver = Infinity;
    level--;
  });
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element && level < passedOver && text.trim() !== '') element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(decodeText(bytes)).close();
  } catch (error) {
    if (isRiskError(error)) throw error;
    throw new RiskError('IMPORT_FORMAT', 'the file is not well-formed XML', { cause: error });
  }
  return root ?? refuse('no element');
}

/** The parser's own words, without the place that it puts before and without the file's text. */
function reasonOf(error: Error): string {
  const words = error.message.replace(/^\d+:\d+: /, '').replace(/[:&<].*$/s, '');
  return words.slice(0, 80).trim();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Text by the encoding that the file declares, UTF-8 without one. */
function decodeText(bytes: Uint8Array): string {
  const opening = String.fromCharCode(...bytes.subarray(0, 128));
  const declared =
    /^\uFEFF?(?:\u00EF\u00BB\u00BF)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
      opening,
    )?.[1];
  const encoding = (declared ?? 'utf-8').toLowerCase();
  if (
    !['utf-8', 'utf8', 'us-ascii', 'iso-8859-1', 'windows-1252', 'gbk', 'gb18030'].includes(
      encoding,
    )
  ) {
    throw new RiskError('IMPORT_FORMAT', 'line 1: the text encoding is none that is read here');
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RiskError('IMPORT_FORMAT', `the file is not text in ${encoding}`, { cause: error });
  }
}
