import { describe, expect, it } from 'vitest';
import { browserNames } from './browser.js';
import { runContractsIn } from './contract-run.js';

/** The suites run in the browsers first, while the tests are collected; then each is one test here. */
for (const browser of browserNames) {
  const reports = await runContractsIn(browser);
  describe(browser, () => {
    for (const { name, state, note } of reports) {
      it(name, (context) => {
        if (state === 'skipped') context.skip(note);
        if (state === 'failed') throw new Error(note);
      });
    }
    it('ran in the page and in a worker', () => {
      for (const place of ['page', 'worker']) {
        const count = reports.filter(({ name }) => name.startsWith(place)).length;
        expect(count, `tests in the ${place}`).toBeGreaterThan(0);
      }
    });
  });
}
