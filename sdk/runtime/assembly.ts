import type { BatchResult } from '../scoring/results.js';

type NumberArray = Int32Array | Float64Array | Uint8Array | Uint16Array;

/** Puts the results of chunks together. */
export interface Assembly<R extends BatchResult> {
  /** @param start - the first row of `part` in the whole. */
  add(part: R, start: number): void;
  result(): R;
}

/**
 * Every array of a batch result has one entry or a fixed number of entries a row, row-major; only
 * `contributions` is feature-major. All other fields are facts about the model, alike in each part.
 *
 * @param rows - of the whole.
 */
export function createAssembly<R extends BatchResult>(rows: number): Assembly<R> {
  const arrays = new Map<string, NumberArray>();
  let whole: R | undefined;

  const start = (part: R): void => {
    whole = { ...part, rows };
    for (const [name, from] of arrayFields(part)) {
      const width = part.rows === 0 ? 0 : from.length / part.rows;
      const Kind = from.constructor as new (length: number) => NumberArray;
      arrays.set(name, new Kind(width * rows));
    }
    Object.assign(whole, Object.fromEntries(arrays));
  };
  return {
    add: (part, row) => {
      if (part.rows === rows) {
        whole = part;
        return;
      }
      if (!whole) start(part);
      // What ran on the way says why.
      const { engine, engineReason } = part;
      if (engineReason !== undefined) Object.assign(whole!, { engine, engineReason });
      for (const [name, from] of arrayFields(part)) {
        const to = arrays.get(name)!;
        if (name !== 'contributions') {
          to.set(from, row * (from.length / part.rows));
          continue;
        }
        for (let at = 0, player = 0; at < from.length; at += part.rows, player++) {
          to.set(from.subarray(at, at + part.rows), player * rows + row);
        }
      }
    },
    result: () => whole!,
  };
}

function arrayFields(part: BatchResult): [string, NumberArray][] {
  return Object.entries(part).filter((entry): entry is [string, NumberArray] =>
    ArrayBuffer.isView(entry[1]),
  );
}
