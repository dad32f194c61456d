import { RiskError } from '../core/errors.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { importSigner } from '../model/bundle/keys.js';
import type { RiskModel } from '../model/model.js';
import { adaptModel } from '../train/delta/adapt.js';
import { applyAddition } from '../train/delta/apply-addition.js';
import { adaptPage } from './adapt-page.js';
import { adaptText, type AdaptFacts } from './adapt-text.js';
import { positionalsOf, UsageError, type Command } from './command.js';
import { locateIssues, MISSING_WORDS, readFeatureColumns } from './csv-columns.js';
import { readBytes, writeFile } from './files.js';
import { readPrivateKey, readPublicKey } from './key-files.js';
import { labelRows } from './label-rows.js';
import { openSession } from './open-session.js';
import { checkOutputs } from './outputs.js';

export const adapt: Command = {
  usage:
    'B.insitu ROWS.csv --target COLUMN [--bad VALUE] -o X.insitu [--key KEY.jwk] [--html R.html]',
  summary: 'correct a bundle for a channel, from 50 labelled rows of it or more',
  details: `Fits a card of points to the rows (evidence-averaged, no chance in it) and writes it as an addition to the
bundle: a small file that names its parent, for the option 'delta' of loadModel. Where the rows support
no change, nothing is written, and the exit code is 1.

Rows whose target is missing are left out; --bad tells which value means bad (unless told, the one that
the bundle was trained on, else 1), and every other is good. --channel NAME joins the model's version. --population ROWS.csv has applicants of the
source, for a bundle without a reference population. --bads SHARE says that rows were chosen by their
outcome, and what share of all applicants is bad. --whole W.insitu writes bundle and addition as one
bundle, too. --report REPORT.json writes what was found as JSON, --html REPORT.html as one page to read or
print (--locale en or zh-CN): what is expected, and the card.
--label-next N writes nothing, and says which N rows without an outcome to find it out for next.
--key signs what is written, --trust PUB refuses a bundle that PUB did not sign, --missing WORD as in
'insitu score'.`,
  options: {
    output: { type: 'string', short: 'o' },
    target: { type: 'string' },
    bad: { type: 'string' },
    channel: { type: 'string' },
    population: { type: 'string' },
    bads: { type: 'string' },
    whole: { type: 'string' },
    'label-next': { type: 'string' },
    report: { type: 'string' },
    html: { type: 'string' },
    locale: { type: 'string' },
    key: { type: 'string' },
    missing: { type: 'string', multiple: true },
    trust: { type: 'string', multiple: true },
  },

  async run(input) {
    const [file, table] = positionalsOf(input, 'B.insitu', 'ROWS.csv');
    const { values } = input;
    const wanted = values.text('label-next');
    if (wanted !== undefined) return labelRows(input, file!, table!, wanted);
    const target = values.text('target');
    const output = values.text('output');
    if (target === undefined) throw new UsageError('expected --target COLUMN');
    if (output === undefined) throw new UsageError('expected -o X.insitu');
    const [whole, report, html] = ['whole', 'report', 'html'].map((name) => values.text(name));
    const locale = values.oneOf('locale', ['en', 'zh-CN']) ?? 'en';
    const keyFile = values.text('key');
    const populationFile = values.text('population');
    checkOutputs(
      [
        { as: 'B.insitu', path: file },
        { as: 'ROWS.csv', path: table },
        { as: '--population', path: populationFile },
        { as: '--key', path: keyFile },
      ],
      [
        { as: '-o', path: output },
        { as: '--whole', path: whole },
        { as: '--report', path: report },
        { as: '--html', path: html },
      ],
    );
    const words = values.texts('missing');
    const missing = words.length > 0 ? words : MISSING_WORDS;
    const bads = values.text('bads');
    const bytes = readBytes(file!);
    const trust = values.texts('trust').map(readPublicKey);
    const key = keyFile === undefined ? undefined : readPrivateKey(keyFile);
    const { subtle } = crypto;
    const session = await openSession(bytes, 'auto', trust);
    try {
      const bundle = await decodeBundle(bytes, { crypto: subtle });
      const { features } = session.info;
      const rows = readFeatureColumns(readBytes(table!), features, { missing, keep: [target] });
      const cells = rows.kept[0]!.map((cell) => cell.trim());
      const known = [...cells.keys()].filter(
        (row) => cells[row] !== '' && !missing.includes(cells[row]!),
      );
      const columns = Object.fromEntries(
        Object.entries(rows.columns).map(([name, column]) => [
          name,
          Float64Array.from(known, (row) => column[row]!),
        ]),
      );
      const labels = labelsOf(
        known.map((row) => cells[row]!),
        values.text('bad') ?? trainedBad(bundle.model) ?? '1',
        target,
      );
      const population =
        populationFile === undefined
          ? undefined
          : readFeatureColumns(readBytes(populationFile), features, { missing });
      const channel = values.text('channel');
      const source = { bytes, bundle, session, crypto: subtle, now: () => performance.now() };
      const found = await adaptModel(source, columns, labels, {
        ...(channel !== undefined && { channel }),
        ...(population && { population: population.columns }),
        ...(bads !== undefined && { sampling: { bads: shareOf(bads) } }),
        ...(key && { key }),
      }).catch((error: unknown) => {
        const lineOf = (row: number) => rows.lineOf(known[row]!);
        throw error instanceof RiskError ? locateIssues(error, lineOf) : error;
      });
      if (found.addition) writeFile(output, found.addition);
      if (whole !== undefined && found.addition) {
        const signers = key ? [await importSigner(key, subtle)] : [];
        const applied = await applyAddition(bytes, found.addition, { crypto: subtle, signers });
        writeFile(whole, applied.bytes);
      }
      const { addition, preview: _, ...said } = found;
      const { name, version, digest } = session.info;
      const facts: AdaptFacts = {
        ...{ name, version, parent: digest, leftOut: cells.length - known.length, ...said },
        ...(addition && { output, bytes: addition.length }),
        notes: [...rows.notes, ...(population?.notes ?? [])],
      };
      if (report !== undefined) writeFile(report, `${JSON.stringify(facts, null, 2)}\n`);
      if (html !== undefined) writeFile(html, adaptPage(facts, locale));
      return { json: facts, text: adaptText(facts), refused: found.refused !== undefined };
    } finally {
      session.dispose();
    }
  },
};

/** The value that means bad in the table that a bundle was trained on, where its card says so. */
function trainedBad({ card }: RiskModel): string | undefined {
  const { training } = card as { training?: { plan?: { target?: { bad?: unknown } } } };
  const bad = training?.plan?.target?.bad;
  return typeof bad === 'string' || typeof bad === 'number' ? String(bad) : undefined;
}

/** @throws UsageError where no row has the bad value: it is misspelt more often than all are good. */
function labelsOf(cells: readonly string[], bad: string, target: string): Uint8Array {
  const isNumber = bad.trim() !== '' && Number.isFinite(Number(bad));
  const labels = Uint8Array.from(cells, (cell) =>
    cell === bad || (isNumber && cell !== '' && Number(cell) === Number(bad)) ? 1 : 0,
  );
  if (cells.length > 0 && !labels.includes(1)) {
    throw new UsageError(`no row has the value of --bad in column "${target}"`);
  }
  return labels;
}

function shareOf(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new UsageError('--bads expected a share above 0 and below 1');
}
