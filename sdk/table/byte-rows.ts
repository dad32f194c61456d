import { plainNumberOf } from './plain-number.js';
import type { OnRow, RowCells } from './row-cells.js';

const LF = 10;
const CR = 13;
const SPACE = 32;

/** Cells as stretches of a file's bytes. */
class ByteCells implements RowCells {
  count = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  push(start: number, end: number): void {
    if (this.count === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  text(cell: number): string {
    const start = this.starts[cell]!;
    const end = this.ends[cell]!;
    // A short word takes less time than the call of a decoder.
    if (end - start > 24) return this.#decoder.decode(this.#bytes.subarray(start, end));
    let text = '';
    for (let i = start; i < end; i++) {
      const byte = this.#bytes[i]!;
      if (byte >= 0x80) return this.#decoder.decode(this.#bytes.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  isEmpty(cell: number): boolean {
    const start = this.starts[cell]!;
    const end = this.ends[cell]!;
    if (start === end) return true;
    const first = this.#bytes[start]!;
    // Spaces of any kind, of which those beyond ASCII begin with a byte of 0x80 or more.
    return (first <= SPACE || first >= 0x80) && this.text(cell).trim() === '';
  }

  plain(cell: number): number {
    return plainNumberOf(this.#bytes, this.starts[cell]!, this.ends[cell]!);
  }
}

/** Reads rows of a text without any quote: lines end with LF, CR LF or CR. */
export function readByteRows(bytes: Uint8Array, separator: number, onRow: OnRow): void {
  const cells = new ByteCells(bytes);
  const end = bytes.length;
  let start = 0;
  let line = 1;
  for (let i = 0; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > separator && byte > CR) continue;
    if (byte === separator) {
      cells.push(start, i);
      start = i + 1;
    } else if (byte === LF || byte === CR) {
      cells.push(start, i);
      if (onRow(cells, line++) === false) return;
      cells.count = 0;
      if (byte === CR && bytes[i + 1] === LF) i++;
      start = i + 1;
    }
  }
  if (start < end || cells.count > 0) {
    cells.push(start, end);
    onRow(cells, line);
  }
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
