/** What another tab does: ten records, one after the other, in a realm of its own. */
import { openRecordStore } from './records.js';

const { record, now, who } = JSON.parse(globalThis.given);
try {
  const store = await openRecordStore({ retention: { years: 3 }, persist: false, now: () => now });
  for (let i = 0; i < 10; i++) await store.add({ ...record, id: `${who}-${i}` });
  store.close();
  globalThis.done(10);
} catch (error) {
  globalThis.failed(error);
}
