import type { FileFacts } from './facts.js';
import { tableRefusal } from './issues.js';
import type { NoteList } from './notes.js';
import { badUtf8At } from './utf8.js';

type Encoding = FileFacts['encoding'];

/** Bytes that are decoded at a time: what is held beside the file stays small. */
const STEP = 2 ** 20;

/** Share of double bytes in the area of GB 2312 from which a text passes for Chinese. */
const CHINESE = 0.8;

/** Marks at the beginning of a file. */
const MARKS: readonly (readonly [encoding: Encoding | 'utf-32', mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-32', [0xff, 0xfe, 0, 0]],
  ['utf-32', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

/** A file as UTF-8 without a mark, and what it was written in. */
export interface Utf8Text {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
}

/**
 * Finds out how a text is written, and gives it as UTF-8: by its mark, else strict UTF-8, else
 * UTF-16 without a mark, else GB 18030 where what comes out looks Chinese.
 *
 * @param wanted - takes the place of the guess; the bytes must agree with it.
 * @throws RiskError `TABLE_INVALID` with `ENCODING` and the first line that does not fit.
 */
export function toUtf8(bytes: Uint8Array, notes: NoteList, wanted?: Encoding): Utf8Text {
  const [marked, mark] = MARKS.find(([, start]) => start.every((b, i) => bytes[i] === b)) ?? [];
  if (marked === 'utf-32') throw unknownEncoding('file', 'UTF-32');
  if (marked !== undefined && (wanted ?? marked) === marked) {
    return decoded(bytes.subarray(mark!.length), marked);
  }
  if (wanted !== undefined) return decoded(bytes, wanted);
  const wide = unmarkedUtf16(bytes);
  if (wide !== undefined) {
    notes.add('ENCODING_GUESSED', 'file');
    return decoded(bytes, wide);
  }
  const bad = badUtf8At(bytes);
  if (bad < 0) return { bytes, encoding: 'utf-8' };
  if (!looksChinese(bytes)) {
    throw unknownEncoding(`line ${lineAt(bytes, bad)}`, 'bytes of another encoding');
  }
  notes.add('ENCODING_GUESSED', 'file');
  return decoded(bytes, 'gb18030');
}

function decoded(bytes: Uint8Array, encoding: Encoding): Utf8Text {
  if (encoding === 'utf-8') {
    const bad = badUtf8At(bytes);
    if (bad < 0) return { bytes, encoding };
    throw unknownEncoding(`line ${lineAt(bytes, bad)}`, 'bytes that are not UTF-8');
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  for (let at = 0; at < bytes.length || at === 0; at += STEP) {
    const last = at + STEP >= bytes.length;
    let part: Uint8Array;
    try {
      part = encoder.encode(decoder.decode(bytes.subarray(at, at + STEP), { stream: !last }));
    } catch {
      throw unknownEncoding(`line ${line} or later`, `bytes that are not ${encoding}`);
    }
    line += lineAt(part, part.length) - 1;
    parts.push(part);
    length += part.length;
  }
  const whole = new Uint8Array(length);
  let to = 0;
  for (const part of parts) {
    whole.set(part, to);
    to += part.length;
  }
  return { bytes: whole, encoding };
}

/** UTF-16 without a mark: among letters and digits, every other byte is 0. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = Math.min(bytes.length, 4096) >> 1;
  const zeros = [0, 0];
  for (let i = 0; i < 2 * pairs; i++) if (bytes[i] === 0) zeros[i & 1]!++;
  if (pairs < 4 || bytes.length % 2 !== 0) return undefined;
  if (zeros[1]! > 0.3 * pairs && zeros[0]! < 0.02 * pairs) return 'utf-16le';
  return zeros[0]! > 0.3 * pairs && zeros[1]! < 0.02 * pairs ? 'utf-16be' : undefined;
}

/**
 * Whether bytes that are not UTF-8 are likely Chinese. In Latin letters with accents the byte after
 * a high one is mostly a plain letter, which GB 18030 takes for rare characters without complaint.
 */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let usual = 0;
  for (let i = 0; i < bytes.length && pairs < 100_000; i++) {
    const lead = bytes[i]!;
    if (lead < 0x80) continue;
    const trail = bytes[++i] ?? 0;
    if (trail >= 0x30 && trail <= 0x39) {
      i += 2;
      continue;
    }
    pairs++;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) usual++;
  }
  return usual >= CHINESE * pairs;
}

function lineAt(bytes: Uint8Array, end: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

function unknownEncoding(path: string, got: string) {
  return tableRefusal('ENCODING', path, 'UTF-8, UTF-16 or GB 18030', got);
}
