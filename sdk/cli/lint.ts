import { detectFormat } from '../importers/detect.js';
import { lintModel, type LintReport } from '../lint/lint-model.js';
import { decodeBundle } from '../model/bundle/decode.js';
import type { RiskModel } from '../model/model.js';
import { positionalsOf, UsageError, type Command, type Outcome } from './command.js';
import { readBytes } from './files.js';
import { readSpecifiedModel } from './specified-model.js';

const REGIMES = ['us-reg-b', 'eu', 'cn-pipl'] as const;

export const lint: Command = {
  usage: 'B.insitu | MODEL --features SPEC.json [--regime us-reg-b|eu|cn-pipl]',
  summary: 'look for reasons that are no reasons',
  details: `Looks over what a model says to people: vague, missing or repeated wording, features that no
reason states, reasons whose features pull in opposite directions, protected attributes without a
basis, advice that nobody can follow, and what a regime asks for and the bundle lacks. Each finding
names the source of its rule and how to mend it.

The direction of a feature is read off the model itself: the average margin over its bins, all else
averaged, with nine tenths of its movement one way. Of networks it is not known.

--regime looks at one regime, which must be there; without, at those of the bundle.
Exit code 1 says that there are errors; warnings alone leave it at 0.

The linter knows phrases and names, in English and Chinese, and not the law of a case: its silence is
no approval.`,
  options: { features: { type: 'string' }, regime: { type: 'string' } },

  async run(input) {
    const [file] = positionalsOf(input, 'B.insitu | MODEL');
    const regime = input.values.oneOf('regime', REGIMES);
    const model = await readModel(file!, input.values.text('features'));
    const report = lintModel(model, regime && [regime]);
    return { json: report, ...describe(model, report) };
  },
};

async function readModel(file: string, specFile: string | undefined): Promise<RiskModel> {
  const bytes = readBytes(file);
  if (detectFormat(bytes) === 'unknown') {
    if (specFile !== undefined) throw new UsageError('--features goes with a model, not a bundle');
    return (await decodeBundle(bytes, { crypto: crypto.subtle })).model;
  }
  return (await readSpecifiedModel(file, bytes, specFile)).model;
}

function describe(
  { name, version }: RiskModel,
  { findings, regimes, unchecked }: LintReport,
): Pick<Outcome, 'text' | 'refused'> {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  const under = regimes.length > 0 ? regimes.join(', ') : 'no regime';
  const verdict = `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
  return {
    refused: errors > 0,
    text: [
      ...findings.flatMap(({ severity, code, path, what, why, fix }) => [
        `${severity}  ${path}: ${what} [${code}]`,
        `  why  ${why}`,
        `  fix  ${fix}`,
        '',
      ]),
      ...unchecked.map((what) => `not looked at: ${what}`),
      `${name} ${version}, under ${under}: ${verdict}`,
    ].join('\n'),
  };
}
