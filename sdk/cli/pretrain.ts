import { toHex } from '../core/bytes.js';
import { pretrainInNode } from '../runtime/pretrain-node.js';
import { profileTable } from '../table/profile-table.js';
import { readTable } from '../table/read-table.js';
import { encodeBackbone } from '../train/pretrain/backbone-coding.js';
import type { HorizonPlan } from '../train/pretrain/horizons.js';
import { pretrainRows } from '../train/pretrain/pretrain-rows.js';
import type { PretrainOptions, PretrainReport } from '../train/pretrain/pretrain-types.js';
import type { ProposedPlan } from '../train/propose-plan.js';
import { positionalsOf, UsageError, type Command, type CommandInput } from './command.js';
import { readBytes, readJson, writeFile } from './files.js';
import { planOf } from './train.js';
import { TrainBar } from './train-bar.js';
import { leftOutText } from './train-text.js';

const BACKENDS = ['auto', 'wasm', 'cpu'] as const;

export const pretrain: Command = {
  usage:
    'TABLE.csv --target COLUMN -o BACKBONE.json [--channel-column COLUMN] [--horizons HORIZONS.json] [--fine-tune CHANNEL]',
  summary: 'train a network over several channels and horizons, to be a teacher',
  details: `Learns one network from all channels and label horizons of a table, with tfjs, and writes it as JSON. It scores
nobody: 'insitu distill BACKBONE.json TABLE.csv' makes a model of it, for one channel and horizon, and says
how near that is and how both do on rows that neither was trained on.

--channel-column COLUMN parts the rows into channels (products, partners). HORIZONS.json lists columns of
outcomes: [{ "name": "30+ in 3 months", "column": "dpd30", "bad": 1 }]; the target is one of them, and a
missing cell is a label that is not known. --fine-tune CHANNEL goes on with small steps on one channel's
labels of the target's horizon, or of --fine-tune-horizon NAME. --unlabelled lets rows without labels teach
first, which has shown no reliable gain.

--settings SETTINGS.json has the network's own: hidden, embedding, pieces, epochs, patience, batch, rate, decay,
dropout, validation, maskShare, maskEpochs, seed. --target, --bad, --date, --weight and --plan are as in 'insitu train';
the plan's features and split are what counts, and its test rows stay out.

Needs tfjs, which does not come with insitu: npm install @tensorflow/tfjs-core@4.22.0
@tensorflow/tfjs-backend-wasm@4.22.0 (or tfjs-backend-cpu, which is slower; --backend wasm or cpu takes one only).
Sums in float32 differ between machines, so that the same rows may train other weights elsewhere. A backbone
that is kept teaches the same student everywhere.`,
  options: {
    output: { type: 'string', short: 'o' },
    target: { type: 'string' },
    bad: { type: 'string' },
    date: { type: 'string' },
    weight: { type: 'string' },
    plan: { type: 'string' },
    name: { type: 'string' },
    'channel-column': { type: 'string' },
    horizons: { type: 'string' },
    'fine-tune': { type: 'string' },
    'fine-tune-horizon': { type: 'string' },
    unlabelled: { type: 'boolean' },
    settings: { type: 'string' },
    backend: { type: 'string' },
  },

  async run(input) {
    const [file] = positionalsOf(input, 'TABLE.csv');
    const { values } = input;
    const output = values.text('output');
    if (output === undefined) throw new UsageError('expected -o BACKBONE.json');
    const backend = values.oneOf('backend', BACKENDS) ?? 'auto';
    const channel = values.text('channel-column');
    const horizonsFile = values.text('horizons');
    const horizons =
      horizonsFile === undefined ? undefined : (readJson(horizonsFile) as HorizonPlan[]);
    const { table, facts } = readTable(readBytes(file!));
    const proposed = planOf(input, undefined, file!, table, () => profileTable(table, facts));
    const isGiven = values.text('plan') !== undefined;
    const { plan, leftOut } = isGiven ? proposed : withoutOutcomes(proposed, horizons);
    const rows = pretrainRows(table, plan, {
      ...(channel !== undefined && { channel }),
      ...(horizons && { horizons }),
    });
    const target = horizons?.find(({ column }) => column === plan.target.column);
    const options = optionsOf(input, target?.name ?? plan.target.column);
    const bar = new TrainBar();
    const { backbone } = await pretrainInNode(rows, options, {
      backend,
      onProgress: bar.show.bind(bar),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    }).finally(() => bar.finish());
    const bytes = new TextEncoder().encode(encodeBackbone(backbone));
    writeFile(output, bytes);
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    const { channels, report } = backbone;
    const made = { output, sha256, bytes: bytes.length, channels, horizons: backbone.horizons };
    return {
      json: { ...made, features: backbone.features.map(({ name }) => name), leftOut, report },
      text: [
        `${output}  ${bytes.length} bytes`,
        `channels   ${channels.join(', ')}`,
        ...backbone.horizons.map(
          (name, h) => `horizon    ${name}: ${report.labelled[h]} labels of ${report.rows} rows`,
        ),
        ...stagesText(report),
        `back end   ${[report.backend, ...report.backendReasons].join('; ')}`,
        ...leftOutText(leftOut),
      ].join('\n'),
    };
  },
};

/** A plan that was made up here uses no outcome as a feature. */
function withoutOutcomes(
  { plan, leftOut }: ProposedPlan,
  horizons: readonly HorizonPlan[] = [],
): ProposedPlan {
  const outcomes = Array.isArray(horizons) ? horizons.map((each) => each?.column) : [];
  const isOutcome = ({ column }: { column: string }) => outcomes.includes(column);
  const more = plan.features.filter(isOutcome);
  return {
    plan: { ...plan, features: plan.features.filter((feature) => !isOutcome(feature)) },
    leftOut: [
      ...leftOut,
      ...more.map(({ column }) => ({ column, reasons: ['knows-the-future'] as const })),
    ],
  };
}

/** What is wrong in the file of settings is said by pre-training itself, all at once. */
function optionsOf({ values }: CommandInput, horizon: string): PretrainOptions {
  const file = values.text('settings');
  const settings = file === undefined ? {} : readJson(file);
  if (typeof settings !== 'object' || settings === null || 'from' in settings) {
    throw new UsageError('--settings expected an object of settings');
  }
  const channel = values.text('fine-tune');
  const tuned = values.text('fine-tune-horizon');
  if (tuned !== undefined && channel === undefined) {
    throw new UsageError('--fine-tune-horizon goes with --fine-tune');
  }
  return {
    ...(settings as PretrainOptions),
    ...(values.flag('unlabelled') && { unlabelled: true }),
    ...(channel !== undefined && { fineTune: { channel, horizon: tuned ?? horizon } }),
  };
}

function stagesText({ stages }: PretrainReport): string[] {
  return stages.map(({ stage, rows, loss, validation, kept }) => {
    const from = validation?.[0];
    const to = validation?.[kept];
    const held =
      from === undefined || to === undefined
        ? ''
        : `, log loss on held-out rows ${from.toFixed(4)} -> ${to.toFixed(4)}`;
    return `${stage.padEnd(10)} ${rows} rows, ${kept} of ${loss.length} epochs kept${held}`;
  });
}
