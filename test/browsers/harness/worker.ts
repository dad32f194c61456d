import type { WorkerMessage } from './page.js';
import { runContracts } from './run-contracts.js';

const post = (message: WorkerMessage) => postMessage(message);

void runContracts('worker', {
  started: (name) => post({ started: name }),
  finished: (report) => post({ finished: report }),
}).then(() => post({ done: true }));
