/**
 * `npm run check`: types, formatting, lint, dead exports and layers, without building or running
 * anything. Each of them is one entry; two run at a time.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepareClone, repositoryRoot } from './bootstrap.mjs';

const bin = (path) => `node_modules/${path}`;

const checks = [
  { name: 'types', parameters: [bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'lint', parameters: [bin('eslint/bin/eslint.js'), '.', '--max-warnings=0'] },
  {
    name: 'format',
    parameters: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  },
  { name: 'dead exports', parameters: [bin('knip/bin/knip.js'), '--no-progress'] },
  {
    name: 'layers',
    parameters: [
      ...[bin('vitest/vitest.mjs'), 'run', '--project', 'package'],
      ...['--reporter=dot', 'test/package/layers.test.ts'],
    ],
  },
];

/**
 * Runs the checks and prints one line for each, and what a failed one says.
 *
 * @param {(name: string) => boolean} wanted
 * @returns {Promise<{ name: string, state: 'passed' | 'failed', note: string }[]>}
 */
export async function runChecks(wanted = () => true) {
  const waiting = checks.filter(({ name }) => wanted(name));
  const outcomes = [];
  const runNext = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const started = performance.now();
      const { code, output } = await runNode(check.parameters);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const state = code === 0 ? 'passed' : 'failed';
      console.log(`  ${state === 'passed' ? '✓' : '✗'} ${check.name} (${seconds} s)`);
      if (state === 'failed') console.log(output.trimEnd().replace(/^/gm, '    '));
      outcomes.push({ name: `check > ${check.name}`, state, note: '' });
    }
  };
  await Promise.all([runNext(), runNext()]);
  return outcomes;
}

/** Runs a Node program in the repository and gathers what it prints. */
function runNode(parameters) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  prepareClone();
  const outcomes = await runChecks();
  process.exitCode = outcomes.some(({ state }) => state === 'failed') ? 1 : 0;
}
