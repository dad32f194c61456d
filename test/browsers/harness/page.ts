import type { TestReport } from './vitest-in-page.js';
import { runContracts } from './run-contracts.js';

/** What the driver polls for. */
interface Progress {
  readonly reports: TestReport[];
  running: string;
  finished: boolean;
}

const progress: Progress = { reports: [], running: '', finished: false };
Object.assign(globalThis, { contractProgress: progress });

await runContracts('page', {
  started: (name) => (progress.running = name),
  finished: (report) => progress.reports.push(report),
});

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.addEventListener('error', (event) => {
  progress.reports.push({ name: 'worker', state: 'failed', note: event.message || 'cannot start' });
  progress.finished = true;
});
worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
  if ('started' in data) progress.running = data.started;
  else if ('finished' in data) progress.reports.push(data.finished);
  else progress.finished = true;
});

export type WorkerMessage =
  { readonly started: string } | { readonly finished: TestReport } | { readonly done: true };
