import { RiskError } from '../core/errors.js';
import { positionalsOf, type Command } from './command.js';
import { locateIssues, MISSING_WORDS, readFeatureColumns } from './csv-columns.js';
import { readBytes } from './files.js';
import { readPublicKey } from './key-files.js';
import { noteText } from './note-text.js';
import { ProgressBar } from './progress.js';
import { ENGINES, openSession } from './open-session.js';
import { openOutput } from './output.js';
import { scoreRows, type ScoreTask } from './score-rows.js';

export const score: Command = {
  usage: 'B.insitu IN.csv -o OUT.csv [--explain] [--engine reference|wasm] [--locale en|zh-CN]',
  summary: 'score the rows of a table, and explain them',
  details: `Reads the files that 'insitu train' reads (CSV in UTF-8, UTF-16 or GB18030; separators are found out).
Columns are matched by feature name; others are ignored. An empty cell, NaN and NA are missing
(--missing WORD, any number of times, replaces NaN and NA). Rows keep their order, and one that is cut
short is refused. Without -o, the table goes to stdout.

Writes margin (log-odds, 9 significant digits), margin_int (the same as an integer, in the unit that
'insitu inspect' tells), probability, points, band; with --explain also baseline, one phi:<feature>
per feature (log-odds) and reason_1 to reason_4 (codes; wording with --locale).
--keep COLUMN copies a column of the input, --trust PUB refuses a bundle that PUB did not sign.`,
  options: {
    output: { type: 'string', short: 'o' },
    explain: { type: 'boolean' },
    engine: { type: 'string' },
    locale: { type: 'string' },
    keep: { type: 'string', multiple: true },
    missing: { type: 'string', multiple: true },
    trust: { type: 'string', multiple: true },
  },

  async run(input) {
    const [file, table] = positionalsOf(input, 'B.insitu', 'IN.csv');
    const { values } = input;
    const engine = values.oneOf('engine', ENGINES) ?? 'auto';
    const locale = values.oneOf('locale', ['en', 'zh-CN']);
    const trust = values.texts('trust').map(readPublicKey);
    const keep = values.texts('keep');
    const started = performance.now();
    const session = await openSession(readBytes(file!), engine, trust);
    const words = values.texts('missing');
    const missing = words.length > 0 ? words : MISSING_WORDS;
    const rows = readFeatureColumns(readBytes(table!), session.info.features, { missing, keep });
    const task: ScoreTask = {
      ...{ session, rows, keep, explain: values.flag('explain'), ...(locale && { locale }) },
    };
    const output = values.text('output');
    const bar = new ProgressBar('scoring');
    const writer = openOutput(output);
    try {
      await scoreRows(task, (lines) => writer.write(lines), bar.show.bind(bar));
      writer.close();
    } catch (error) {
      writer.discard();
      throw error instanceof RiskError ? locateIssues(error, rows.lineOf) : error;
    } finally {
      bar.finish();
      session.dispose();
    }
    const seconds = (performance.now() - started) / 1000;
    const { name, version, digest } = session.info;
    const facts = { rows: rows.rows, seconds, engine: session.plan.engine, name, version, digest };
    return {
      json: { output: output ?? '-', ...facts, reasons: session.plan.reasons, notes: rows.notes },
      text: [
        `${rows.rows} rows in ${seconds.toFixed(2)} s by ${name} ${version}, engine ${facts.engine}`,
        ...session.plan.reasons,
        ...noteText(rows.notes),
      ].join('\n'),
      wroteResult: output === undefined,
    };
  },
};
