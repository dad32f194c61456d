import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildSite, convert } from '../../docs/build.mjs';
import { describeElements } from '../../docs/elements.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the site of guides and reference', () => {
  it('is built of docstrings without a gap, and of links that lead somewhere', async () => {
    expect(await buildSite()).toEqual([]);
    const site = (page: string) => readFileSync(join(root, 'docs/dist', `${page}.html`), 'utf8');
    expect(site('modules/insitu')).toContain('loadModel');
    expect(site('modules/insitu_records')).toContain('createRecord');
    expect(site('documents/Embed_a_score')).toContain('risk-score');
    expect(site('documents/Elements')).toContain('heading-level');
  });

  it('is seen to have gaps by the same check', async () => {
    const folder = '.cache/docs/planted';
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'index.ts'), plantedFaults);
    const tsconfig = join(root, folder, 'tsconfig.json');
    writeFileSync(tsconfig, JSON.stringify({ include: ['index.ts'] }));
    const { problems } = await convert({ planted: `${folder}/index.ts` }, { tsconfig });
    expect(problems().map(said)).toEqual([
      'Hidden is referenced but not exported',
      'undocumented has no docstring',
      'nowhere is no target',
      'tagged has no sentence',
    ]);
  });

  it('is seen to have gaps in what elements say', () => {
    const element = { customElement: true, tagName: 'risk-nothing', events: [{ name: 'risk-no' }] };
    const { problems } = describeElements({ modules: [{ declarations: [element] }] });
    expect(problems).toEqual([
      '<risk-nothing> expected a @summary',
      '<risk-nothing> expected its parts by @csspart',
      '<risk-nothing> expected a description of its event "risk-no"',
    ]);
  });
});

const plantedFaults = `
export function undocumented(): void {}

/** See {@link nowhere}. */
export function linked(): void {}

/** @throws when it likes to */
export function tagged(): void {}

interface Hidden {
  readonly name: string;
}

/** Names a type that nobody can import. */
export function shown(): Hidden {
  return { name: '' };
}
`;

/** A problem in our words: TypeDoc's own may change with its version. */
function said(problem: string): string {
  if (/not included in the documentation/.test(problem))
    return 'Hidden is referenced but not exported';
  if (/undocumented.*does not have any documentation/s.test(problem)) {
    return 'undocumented has no docstring';
  }
  if (/Failed to resolve link.*nowhere/s.test(problem)) return 'nowhere is no target';
  if (/tagged expected a docstring/.test(problem)) return 'tagged has no sentence';
  return problem;
}
