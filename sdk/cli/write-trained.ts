import { toHex } from '../core/bytes.js';
import type { Locale } from '../core/locale.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { encodeBundle } from '../model/bundle/encode.js';
import { importSigner, type Signer } from '../model/bundle/keys.js';
import type { FileFacts } from '../table/facts.js';
import type { ProposedPlan } from '../train/propose-plan.js';
import { reportPage } from '../train/report/report-page.js';
import type { TrainReport } from '../train/report/train-report.js';
import type { TrainOutcome } from '../train/train-outcome.js';
import type { CommandInput, Outcome } from './command.js';
import { writeFile } from './files.js';
import { readPrivateKey } from './key-files.js';
import { noteText } from './note-text.js';
import { checkOutputs, type NamedFile } from './outputs.js';
import { stemOf } from './specified-model.js';
import { cardText, leftOutText, reportText } from './train-text.js';

const LOCALES = ['en', 'zh-CN'] as const satisfies readonly Locale[];

/** What a command that trains will write, and who signs it. */
export interface TrainedFiles {
  readonly output: string;
  readonly report: string | undefined;
  readonly page: string | undefined;
  readonly locale: Locale;
  readonly signers: readonly Signer[];
}

/**
 * Reads the options that say what is written, so that whatever is wrong with them is said before
 * anything is trained.
 *
 * @param inputs - files that the command reads, beside the plan and the key.
 */
export async function trainedFiles(
  { values }: CommandInput,
  table: string,
  inputs: readonly NamedFile[] = [],
): Promise<TrainedFiles> {
  const locale = values.oneOf('locale', LOCALES) ?? 'en';
  const output = values.text('output') ?? `${stemOf(table)}.insitu`;
  const [plan, key] = [values.text('plan'), values.text('key')];
  const [report, page] = [values.text('report'), values.text('html')];
  checkOutputs(
    [
      { as: 'TABLE.csv', path: table },
      { as: '--plan', path: plan },
      { as: '--key', path: key },
      ...inputs,
    ],
    [
      { as: '-o', path: output },
      { as: '--report', path: report },
      { as: '--html', path: page },
    ],
  );
  const signers = key ? [await importSigner(readPrivateKey(key), crypto.subtle)] : [];
  return { output, report, page, locale, signers };
}

/** What there is to say of a table and its plan, beside what came of them. */
export interface TableNotes extends Pick<FileFacts, 'notes'>, Pick<ProposedPlan, 'leftOut'> {}

/** Writes a trained model as a bundle, and its report where one was asked for. */
export async function writeTrained(
  { output, report: reportFile, page, locale, signers }: TrainedFiles,
  { model, report }: TrainOutcome,
  { notes, leftOut }: TableNotes,
): Promise<Outcome> {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle, signers });
  // What was written is read once more: a bundle that does not open must not leave this machine.
  const { digest } = await decodeBundle(bytes, { crypto: crypto.subtle });
  const whole: TrainReport = { ...report, model: { ...report.model, bytes: bytes.length } };
  writeFile(output, bytes);
  if (reportFile) writeFile(reportFile, `${JSON.stringify(whole, null, 2)}\n`);
  if (page) writeFile(page, reportPage(whole, locale, { digest }));
  const signedBy = signers[0]?.keyId;
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  const made = { output, digest, sha256, bytes: bytes.length, signedBy };
  return {
    json: { ...made, notes, leftOut, report: whole },
    text: [
      `${output}  ${bytes.length} bytes`,
      ...reportText(whole, locale),
      ...(whole.scorecard ? ['', ...cardText(whole, whole.scorecard), ''] : []),
      ...noteText(notes),
      ...leftOutText(leftOut),
      `digest     ${digest}`,
      `signed by  ${signedBy ?? 'nobody'}`,
    ].join('\n'),
  };
}
