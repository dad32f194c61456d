/**
 * `npm test`: everything, in a fresh clone too. Installs what is missing, checks, builds, runs the
 * tests in Node and in three real browsers, and counts all of it. The last line is the outcome.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepareClone, repositoryRoot, say } from './setup/bootstrap.mjs';
import { runChecks } from './setup/check.mjs';
import { prepareBrowsers } from './setup/find-browsers.mjs';

const resultsFolder = resolve(repositoryRoot, '.cache/results');
const started = performance.now();
const outcomes = [];

prepareClone();
await prepareBrowsers();
rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });

announce('kernels');
runStep('build:wasm', ['wasm/build.mjs']);
announce('checks');
outcomes.push(...(await runChecks((name) => name !== 'layers')));
announce('build');
runStep('build', ['sdk/build.mjs']);
announce('unit tests and contract suites, in Node');
await runVitest('node', ['unit', 'contract']);
announce('contract suites, workers and pages, in Chromium, Firefox and WebKit');
// Side by side: each waits for its browsers most of the time.
await Promise.all([runVitest('browsers', ['browsers']), runVitest('pages', ['pages'])]);
announce('the package, as its consumers meet it');
await runVitest('package', ['package']);
summarize();

function announce(stage) {
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n== ${stage} (${seconds} s) ==`);
}

/** A step that either succeeds or fails counts as one test. */
function runStep(name, parameters) {
  const { status } = runNode(parameters);
  outcomes.push({ name, state: status === 0 ? 'passed' : 'failed', note: `exit code ${status}` });
}

async function runVitest(name, projects) {
  const resultsFile = resolve(resultsFolder, `${name}.json`);
  const parameters = [
    ...['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((p) => ['--project', p])],
    ...['--reporter=default', '--reporter=./test/setup/reporter.mjs'],
  ];
  const status = await new Promise((settle) => {
    const variables = { INSITU_RESULTS: resultsFile };
    spawn(process.execPath, parameters, optionsWith(variables)).on('exit', settle);
  });
  let counted = [];
  try {
    counted = JSON.parse(readFileSync(resultsFile, 'utf8'));
  } catch {
    // No file: the runner itself broke, which the next lines turn into a failure.
  }
  outcomes.push(...counted);
  const sawFailure = counted.some(({ state }) => state === 'failed');
  if (counted.length === 0 || (status !== 0 && !sawFailure)) {
    outcomes.push({ name: `vitest: ${name}`, state: 'failed', note: `exit code ${status}` });
  }
}

function runNode(parameters) {
  return spawnSync(process.execPath, parameters, optionsWith({}));
}

function optionsWith(variables) {
  return {
    cwd: repositoryRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...variables },
  };
}

function summarize() {
  const all = (state) => outcomes.filter((outcome) => outcome.state === state);
  const [passed, failed, skipped] = [all('passed'), all('failed'), all('skipped')];
  announce('outcome');
  for (const { name, note } of skipped) console.log(`skipped: ${name}: ${note}`);
  for (const { name, note } of failed) console.log(`FAILED: ${name}: ${firstLine(note)}`);
  if (failed.length > 0) process.exitCode = 1;
  else say('all is well');
  const counts = [`${passed.length} passed`, `${failed.length} failed`];
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  console.log(counts.join(', '));
}

function firstLine(text) {
  return text.split('\n', 1)[0];
}
