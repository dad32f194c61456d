import { toHex } from '../core/bytes.js';
import { RiskError } from '../core/errors.js';
import { encodeBundle } from '../model/bundle/encode.js';
import { importSigner } from '../model/bundle/keys.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { splitBundle } from '../model/bundle/layout.js';
import type { RiskModel } from '../model/model.js';
import { openBundle } from '../scoring/create-session.js';
import type { AsyncSession, SessionOptions } from '../scoring/session.js';
import { profileTable } from '../table/profile-table.js';
import { readTable } from '../table/read-table.js';
import { rawRow } from '../table/raw-row.js';
import type { Table } from '../table/table.js';
import { boost } from '../train/boost/boost.js';
import type { Boost } from '../train/boost/boost-types.js';
import { compileBoostKernel } from '../train/boost/kernel.js';
import { columnTeacher } from '../train/distill/column-teacher.js';
import { distill } from '../train/distill/distill.js';
import { sessionTeacher } from '../train/distill/session-teacher.js';
import type { Teacher } from '../train/distill/teacher.js';
import { finishModel } from '../train/finish-model.js';
import { inspectPlan } from '../train/inspect-plan.js';
import { readPlan } from '../train/plan-fields.js';
import { createBackboneTeacher } from '../train/pretrain/backbone-teacher.js';
import { pretrainRows } from '../train/pretrain/pretrain-rows.js';
import type { TrainHooks, TrainProgress } from '../train/progress.js';
import { train } from '../train/train.js';
import type { TrainOutcome } from '../train/train-outcome.js';
import { askOver } from './network-port.js';
import { serveShard, shardsOver } from './shard-port.js';
import type { SentTeacher, TrainCalls } from './train-protocol.js';
import type { Trained } from './trainer.js';
import { toRiskError } from './wire-errors.js';

/** A bundle that is open in this thread. */
interface OpenBundle {
  readonly model: RiskModel;
  readonly session: AsyncSession;
}

/** What the service needs from the thread it runs in. */
export interface TrainHost {
  readonly crypto: SubtleCrypto;
  readonly now: () => number;
  readonly report: (token: number, progress: TrainProgress) => void;
  /** Lets other work of the thread in between: a `stop`, for one. */
  readonly pause: () => Promise<void>;
  /** Called before each answer; throws when this thread is not to be trusted any more. */
  readonly assertSafe?: () => void;
  /** Opens a bundle that teaches. @defaultValue trees and tables: no network */
  readonly openBundle?: (bytes: Uint8Array, options: SessionOptions) => Promise<OpenBundle>;
}

/** A model that was trained here, and the table that it was trained on. */
interface Kept {
  readonly outcome: TrainOutcome;
  readonly table: Table;
}

/** Models that are kept to be packed; the oldest is dropped for another one. */
const MAX_KEPT = 32;

/**
 * One table and the models trained on it, behind calls that can cross a border. Whatever a call
 * throws is a RiskError.
 */
export function createTrainService(host: TrainHost): TrainCalls {
  let table: Table | undefined;
  const kept = new Map<number, Kept>();
  const stopped = new Set<number>();
  const guarded = async <T>(run: () => T | Promise<T>): Promise<T> => {
    try {
      host.assertSafe?.();
      const result = await run();
      host.assertSafe?.();
      return result;
    } catch (error) {
      throw toRiskError(error);
    }
  };
  const opened = (): Table => {
    if (table) return table;
    throw new RiskError('TABLE_INVALID', 'no table is open', {
      issues: [{ code: 'NO_TABLE', path: 'table', expected: 'a file that was read' }],
    });
  };
  const keptAs = (id: number): Kept => {
    const found = kept.get(id);
    if (found) return found;
    throw new RiskError(
      'OPTION_INVALID',
      '"id" expected a model that was trained and is still kept',
    );
  };

  /** Trains, and keeps what comes of it to be packed. */
  const keep = async (
    token: number,
    work: (table: Table, hooks: TrainHooks) => Promise<TrainOutcome>,
  ): Promise<Trained> => {
    const own = opened();
    const outcome = await work(own, {
      onProgress: (progress) => host.report(token, progress),
      checkStop: () => {
        if (stopped.has(token)) throw new RiskError('DISPOSED', 'the training was stopped');
      },
      pause: host.pause,
    }).finally(() => stopped.delete(token));
    const bytes = await encodeBundle(outcome.model, { crypto: host.crypto });
    const digest = await digestOf(bytes, host.crypto);
    // The token is the caller's own count: a service that took a crashed one's place names no model alike.
    const id = token;
    kept.set(id, { outcome, table: own });
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
    const { model } = outcome.report;
    return { id, digest, report: { ...outcome.report, model: { ...model, bytes: bytes.length } } };
  };

  return {
    read: (bytes, options) =>
      guarded(() => {
        table = undefined;
        const read = readTable(bytes, options);
        table = read.table;
        return profileTable(read.table, read.facts);
      }),
    inspect: (plan) => guarded(() => inspectPlan(opened(), readPlan(plan))),
    train: (plan, token, shards) =>
      guarded(async () => {
        const tools = { boost: await boostOver(shards) };
        const work = keep(token, (own, hooks) => train(own, readPlan(plan), tools, hooks));
        return work.finally(() => closeAll(shards));
      }),
    distill: (plan, teacher, settings, token, shards) =>
      guarded(async () => {
        const { crypto } = host;
        let last: TrainProgress = { stage: 'teaching', done: 0 };
        const heard = () => host.report(token, last);
        const port = 'network' in teacher ? teacher.network?.port : undefined;
        let close: (() => void) | undefined;
        try {
          const source = await openTeacher(teacher, opened(), host, heard);
          ({ close } = source);
          const tools = { boost: await boostOver(shards), crypto };
          return await keep(token, (own, hooks) => {
            const onProgress = (progress: TrainProgress) => hooks.onProgress?.((last = progress));
            const told = { ...hooks, onProgress };
            return distill(own, source.teacher, readPlan(plan), tools, settings, told);
          });
        } finally {
          close?.();
          closeAll([...shards, ...(port ? [port] : [])]);
        }
      }),
    pretrainRows: (plan, options) => guarded(() => pretrainRows(opened(), readPlan(plan), options)),
    stop: (token) => Promise.resolve(void stopped.add(token)),
    pack: (id, { key, ...presentation }) =>
      guarded(async () => {
        const model = finishModel(keptAs(id).outcome.model, presentation);
        const { crypto } = host;
        const signers = key ? [await importSigner(key, crypto)] : [];
        return encodeBundle(model, { crypto, signers });
      }),
    applicant: (id, row) =>
      guarded(() => {
        const { outcome, table: own } = keptAs(id);
        return rawRow(
          own,
          row,
          outcome.model.features.map(({ name }) => name),
        );
      }),
    serveShards: (port) => guarded(async () => serveShard(port, await compileBoostKernel())),
    ping: () => Promise.resolve(true),
  };
}

/** A teacher, and what ends it where it holds anything. */
interface OpenTeacher {
  readonly teacher: Teacher;
  readonly close?: () => void;
}

/**
 * A teacher: in this thread, or a network that another one runs.
 *
 * @param heard - told of each answer of such a network.
 */
async function openTeacher(
  source: SentTeacher,
  table: Table,
  { crypto, now, openBundle: open = openBundle }: TrainHost,
  heard: () => void,
): Promise<OpenTeacher> {
  if ('backbone' in source) return { teacher: createBackboneTeacher(source.backbone, source) };
  if ('column' in source) return { teacher: columnTeacher(table, source) };
  if ('scores' in source) {
    const { name = 'scores', scores, outOfFold = false } = source;
    return { teacher: { name, kind: 'scores', scores, outOfFold } };
  }
  const { bundle, trust, network } = source;
  const keys = trust ? { crypto, trust } : { crypto };
  if (network) {
    const { model } = await decodeBundle(bundle, keys);
    const names = model.features.map(({ name }) => name);
    return { teacher: sessionTeacher(askOver(network.port, network.info, names, heard), model) };
  }
  const { model, session } = await open(bundle, { ...keys, now });
  return { teacher: sessionTeacher(session, model), close: () => session.dispose() };
}

/** Every training comes with ports of its own. */
function closeAll(ports: readonly MessagePort[]): void {
  for (const port of ports) port.close();
}

/** The booster, with the training rows shared out between this thread and those behind the ports. */
async function boostOver(ports: readonly MessagePort[]): Promise<Boost> {
  if (ports.length === 0) return boost;
  const kernel = await compileBoostKernel();
  const openShards = shardsOver(ports, kernel);
  return (rows, settings, validation, hooks) =>
    boost(rows, settings, validation, hooks, openShards, kernel);
}

async function digestOf(bundle: Uint8Array, crypto: SubtleCrypto): Promise<string> {
  const { manifest } = splitBundle(bundle);
  return toHex(new Uint8Array(await crypto.digest('SHA-256', manifest as Uint8Array<ArrayBuffer>)));
}
