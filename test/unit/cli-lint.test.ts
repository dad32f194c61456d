import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LintReport } from '../../sdk/lint/lint-model.js';
import { buildCli, type Cli } from './cli-build.js';

const root = resolve(import.meta.dirname, '../..');
const model = join(root, 'demo/model/model.json');
const spec = join(root, 'demo/model/spec.json');

let cli: Cli;
beforeAll(async () => {
  cli = await buildCli('lint');
}, 60_000);
afterAll(() => cli.remove());

/** The part of the demo's spec that is spoilt here. */
interface Spec {
  reference?: unknown;
  background?: unknown;
  readonly reasons: { readonly adverse: Record<string, string> }[];
  readonly disclosure: { readonly regimes: { readonly eu: Record<string, unknown> } };
}

/** The demo's spec with one change, beside the command; its populations are not needed. */
function spoilt(change: (spec: Spec) => void): string {
  const json = JSON.parse(readFileSync(spec, 'utf8')) as Spec;
  delete json.reference;
  delete json.background;
  change(json);
  const file = join(cli.folder, 'spoilt.json');
  writeFileSync(file, JSON.stringify(json));
  return file;
}

const reportOf = (stdout: string) => JSON.parse(stdout) as LintReport;

describe('insitu lint', () => {
  it('is silent on the demo: its spec, and the bundle made of it', () => {
    const bySpec = cli.run('lint', model, '--features', spec);
    expect(bySpec.stdout).toBe(
      'tw-card 1.0.0, under us-reg-b, eu, cn-pipl: 0 errors, 0 warnings\n',
    );
    expect(bySpec.code).toBe(0);
    expect(cli.run('pack', model, '--features', spec, '-o', 'demo.insitu').code).toBe(0);
    const byBundle = cli.run('lint', 'demo.insitu', '--json');
    expect(byBundle.code).toBe(0);
    const { findings, effects } = reportOf(byBundle.stdout);
    expect(findings).toEqual([]);
    // What it was trained to be monotone in: `monotone` in the card.
    const { card } = JSON.parse(readFileSync(spec, 'utf8')) as {
      card: { model: { monotone: Record<string, number> } };
    };
    for (const [name, sign] of Object.entries(card.model.monotone)) {
      expect([name, effects[name]]).toEqual([name, sign > 0 ? 'rises' : 'falls']);
    }
  }, 120_000);

  it('fails on errors, with their source and their remedy', () => {
    const file = spoilt((json) => (json.reasons[0]!.adverse.en = 'Insufficient credit score'));
    const { code, stdout } = cli.run('lint', model, '--features', file, '--regime', 'us-reg-b');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error {2}reasons\.R01\.adverse\.en: .*\[WORDING_VAGUE\]$/m);
    expect(stdout).toMatch(/^ {2}why {2}12 CFR 1002\.9\(b\)\(2\)/m);
    expect(stdout).toMatch(/^ {2}fix {2}name the fact/m);
    expect(stdout).toMatch(/under us-reg-b: 1 error, 0 warnings\n$/);
  });

  it('lets warnings pass', () => {
    const file = spoilt((json) => (json.disclosure.regimes.eu.procedure = { en: 'By points.' }));
    const { code, stdout } = cli.run('lint', model, '--features', file, '--json');
    expect(code).toBe(0);
    expect(reportOf(stdout).findings.map((finding) => finding.code)).toEqual(['PROCEDURE_THIN']);
  });

  it('wants reasons of a bare model', () => {
    const { code, stdout } = cli.run('lint', model, '--regime', 'cn-pipl', '--json');
    expect(code).toBe(1);
    const codes = new Set(reportOf(stdout).findings.map((finding) => finding.code));
    expect([...codes].sort()).toEqual([
      ...['CODE_MISSING', 'LABEL_LOCALE', 'REASON_MISSING', 'REGIME_MISSING', 'WORDING_COLUMN'],
    ]);
  });

  it('asks to be called rightly', () => {
    expect(cli.run('lint', model, '--regime', 'mars').code).toBe(2);
    expect(cli.run('lint').code).toBe(2);
    expect(cli.run('pack', model, '-o', 'bare.insitu').code).toBe(0);
    expect(cli.run('lint', 'bare.insitu', '--features', spec).code).toBe(2);
    expect(cli.run('lint', 'absent').code).toBe(1);
  });

  it('has inspect show what it looks at', () => {
    const { stdout } = cli.run('inspect', 'demo.insitu');
    expect(stdout).toMatch(/BILL_AMT1: follows - 1 x change of PAY_AMT1/);
    expect(stdout).toMatch(/PAY_AMT1: up, cost 1, by 500/);
    expect(stdout).toMatch(/eu: reasons by shapley, a person at review@bank\.example/);
  });
});
