import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMITTED, nodeCases, tryCase } from './onnx-node-cases.js';

/** A folder that `make_onnx_node.py FOLDER` wrote: all cases that ONNX ships. */
const ALL = process.env.INSITU_ONNX_NODE;

describe("ONNX's own test cases of operators, as networks", () => {
  it.each(nodeCases(COMMITTED).map((each) => [each.name, each.way, each] as const))(
    '%s, %s',
    async (_, __, nodeCase) => {
      const outcome = await tryCase(nodeCase);
      if (outcome.kind === 'refused') {
        expect(outcome.error.message).toMatch(/not supported|cannot be run|expected/);
      } else expect(outcome).toMatchObject({ kind: 'carried' });
    },
  );

  it('are all right or refused by name', { timeout: 600_000 }, async (context) => {
    if (!ALL || !existsSync(ALL)) return context.skip('INSITU_ONNX_NODE names no folder of cases');
    const counts: Record<string, number> = {};
    const wrong: string[] = [];
    for (const nodeCase of nodeCases(ALL)) {
      const outcome = await tryCase(nodeCase);
      const what =
        outcome.kind === 'refused' ? `${outcome.at} ${outcome.error.code}` : outcome.kind;
      counts[`${nodeCase.way} ${what}`] = (counts[`${nodeCase.way} ${what}`] ?? 0) + 1;
      if (outcome.kind === 'wrong' && nodeCase.agrees !== false) {
        wrong.push(`${nodeCase.name} ${nodeCase.way}: ${outcome.what.slice(0, 200)}`);
      }
    }
    console.log(counts);
    expect(wrong).toEqual([]);
  });
});
