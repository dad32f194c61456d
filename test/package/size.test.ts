import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../bench/size.mjs', import.meta.url));

it('what a page loads stays within the budgets', () => {
  const output = execFileSync(process.execPath, [script, '--json'], { encoding: 'utf8' });
  const sizes = JSON.parse(output.trimEnd().split('\n').at(-1)!);
  expect(sizes).toEqual({ tree: expect.any(Number), component: expect.any(Number) });
  expect(sizes.tree).toBeGreaterThan(0);
  expect(sizes.component).toBeGreaterThan(0);
});
