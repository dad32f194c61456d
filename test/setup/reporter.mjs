import { writeFileSync } from 'node:fs';

/**
 * A Vitest reporter that leaves every outcome in the file that INSITU_RESULTS names, so that
 * `npm test` can count over several runs. Errors outside of tests count as failed tests.
 */
export default class ResultsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const outcomes = [];
    for (const module of modules) {
      const file = module.moduleId.replaceAll('\\', '/').replace(/^.*\/(?=test\/)/, '');
      for (const test of module.children.allTests()) {
        outcomes.push({ name: `${file} > ${test.fullName}`, ...outcomeOf(test.result()) });
      }
      for (const error of [...module.errors(), ...suiteErrors(module)]) {
        outcomes.push({ name: file, state: 'failed', note: error.message });
      }
    }
    for (const error of unhandledErrors) {
      outcomes.push({ name: 'outside of any test', state: 'failed', note: error.message });
    }
    writeFileSync(process.env.INSITU_RESULTS, JSON.stringify(outcomes));
  }
}

/** A test that did not run, or was skipped without a reason, counts as failed. */
function outcomeOf({ state, note, errors }) {
  if (state === 'passed' || (state === 'skipped' && note)) return { state, note };
  if (state === 'skipped') return { state: 'failed', note: 'skipped without a reason' };
  return { state: 'failed', note: errors?.[0]?.message ?? 'did not run' };
}

function suiteErrors(module) {
  return [...module.children.allSuites()].flatMap((suite) => suite.errors());
}
