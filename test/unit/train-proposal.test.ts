import { expect, it } from 'vitest';
import { profileTable } from '../../sdk/table/profile-table.js';
import { readTable } from '../../sdk/table/read-table.js';
import { proposePlan } from '../../sdk/train/propose-plan.js';

const lines = Array.from({ length: 200 }, (_, i) => `${i % 7},${i % 5 === 0 ? 1 : 0},7,`);
const { table, facts } = readTable(
  new TextEncoder().encode(`a,bad,one,none\n${lines.join('\n')}\n`),
);
const profile = profileTable(table, facts);

it.each([
  ['gone', 'COLUMN_UNKNOWN', '"plan.target.column" expected a column of the table'],
  ['one', 'ONE_CLASS', '"plan.target.column" expected good and bad rows, got one value'],
  ['none', 'TARGET_MISSING', '"plan.target.column" expected a column with values'],
  ['a', 'ABSENT', '"plan.target.bad" expected the value that means bad'],
])('says what is wrong with the target %s', (target, code, message) => {
  const propose = (): unknown => proposePlan(table, profile, { name: 'x', target });
  expect(propose).toThrow(message);
  expect(propose).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ code })] }));
});
