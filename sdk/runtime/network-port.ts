import type { BatchResult, Columns, ModelInfo } from '../scoring/results.js';
import type { TeachingSession } from '../train/distill/session-teacher.js';
import { createAssembly } from './assembly.js';
import { createWorkerLane } from './lane.js';
import type { ServiceCalls } from './protocol.js';

/** What a worker that trains asks of a network in another one. */
export type NetworkTeacherCalls = Pick<ServiceCalls, 'scoreRows' | 'explainRows'>;

/** The names that are answered over such a port. Kept beside the type, and checked against it. */
export const NETWORK_TEACHER_CALLS = Object.freeze([
  'scoreRows',
  'explainRows',
] as const satisfies readonly (keyof NetworkTeacherCalls)[]);

/** Rows of a question: those that a network's session runs at a time, so that its sums are the same. */
const SCORED_ROWS = 4096;

/** Explaining one row by a network takes thousands of runs. */
const EXPLAINED_ROWS = 1;

/**
 * A network in another worker, asked over a port.
 *
 * @param names - of the columns that it asks.
 * @param heard - told of each answer: the work goes on, however long it takes.
 */
export function askOver(
  port: MessagePort,
  info: ModelInfo,
  names: readonly string[],
  heard: () => void,
): TeachingSession {
  // A port speaks as a worker does, and has to be started.
  const worker = port as unknown as Worker;
  const lane = createWorkerLane<NetworkTeacherCalls>({ worker, terminate: () => port.close() });
  port.addEventListener('message', heard);
  port.start();
  const inPieces = async <R extends BatchResult>(
    columns: Columns,
    size: number,
    ask: (part: Columns) => Promise<R>,
  ): Promise<R> => {
    const known = names.filter((name) => columns[name] !== undefined);
    const rows = columns[known[0]!]?.length ?? 0;
    const take = (start: number, end: number) =>
      Object.fromEntries(known.map((name) => [name, columns[name]!.slice(start, end)]));
    if (rows <= size) return ask(take(0, rows));
    const assembly = createAssembly<R>(rows);
    for (let start = 0; start < rows; start += size) {
      assembly.add(await ask(take(start, start + size)), start);
    }
    return assembly.result();
  };
  return {
    info,
    scoreBatch: (columns) =>
      inPieces(columns, SCORED_ROWS, (part) => lane.call('scoreRows', [part])),
    explainBatch: (columns, options = {}) =>
      inPieces(columns, EXPLAINED_ROWS, (part) => lane.call('explainRows', [part, options])),
  };
}
