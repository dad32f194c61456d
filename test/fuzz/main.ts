import { parseArgs } from 'node:util';
import { fuzzBundles } from './bundle-fuzz.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('usage: npm run fuzz -- [--count N] [--seed S]');
  process.exit(2);
}

const start = performance.now();
const seconds = (): number => (performance.now() - start) / 1000;
const report = await fuzzBundles({
  count,
  seed,
  limitMs: 2000,
  limitBytes: 2 ** 29,
  onProgress(done) {
    if (!process.stderr.isTTY) return;
    const rate = done / Math.max(seconds(), 0.001);
    process.stderr.write(`\r${done} of ${count} inputs, ${rate.toFixed(0)} a second `);
  },
});
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

console.log(`bundle decoder: ${report.inputs} inputs, seed ${seed}`);
for (const [outcome, n] of Object.entries(report.outcomes).sort(([, a], [, b]) => b - a)) {
  console.log(`  ${outcome.padEnd(18)} ${String(n).padStart(9)}`);
}
console.log(
  `  ${(report.inputs / seconds()).toFixed(0)} a second, ${seconds().toFixed(0)} s in all`,
);
console.log(`  slowest input ${report.slowestMs.toFixed(1)} ms`);
console.log(`  process grew by ${(report.growthBytes / 2 ** 20).toFixed(0)} MiB`);
