import { describe, expect, it } from 'vitest';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { forestModel, randomRows } from '../contract/forest-case.js';

/** More than one chunk, and the last one not full. */
const ROWS = 5000;

describe.each(['wasm', 'reference'] as const)('a batch of several chunks, %s', (engine) => {
  it('has the same margins scored and explained, and they add up', async () => {
    const model = forestModel(3, 10, 4);
    const bytes = await encodeBundle(model, { crypto: crypto.subtle });
    const now = () => performance.now();
    const session = await createSession(bytes, { engine, crypto: crypto.subtle, now });
    const table = randomRows(5, ROWS);
    const columns = Object.fromEntries(
      model.features.map(({ name }, f) => [name, table.columns[f]!]),
    );
    const { margin } = session.scoreBatch(columns);
    const explained = session.explainBatch(columns);
    expect(explained.margin).toEqual(margin);
    const players = model.features.length;
    for (let row = 0; row < ROWS; row++) {
      let sum = explained.baseline;
      for (let p = 0; p < players; p++) sum += explained.contributions[p * ROWS + row]!;
      if (sum !== margin[row]) expect(sum, `row ${row}`).toBe(margin[row]);
    }
    session.dispose();
  });
});
