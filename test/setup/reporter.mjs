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
        const { state, note, errors } = test.result();
        outcomes.push({
          name: `${file} > ${test.fullName}`,
          state: state === 'pending' ? 'failed' : state,
          note: note ?? errors?.[0]?.message ?? '',
        });
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

function suiteErrors(module) {
  return [...module.children.allSuites()].flatMap((suite) => suite.errors());
}
