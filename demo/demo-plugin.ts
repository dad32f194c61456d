import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { buildModel } from './build-model.mjs';

const MODEL = 'models/tw-card.insitu';

/** A score is some hundred bytes; whatever is larger was not sent by the demo. */
const MAX_SCORE_BYTES = 4096;

/**
 * Takes a score and forgets it: there is no bank behind the demo. Answers with the number of bytes
 * that arrived, so that the page can show what was really received.
 */
function receiveScore(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method !== 'POST' || pathname !== '/api/score') return next();
  let received = 0;
  request.on('data', (chunk: Uint8Array) => {
    received += chunk.length;
  });
  request.on('end', () => {
    const status = received <= MAX_SCORE_BYTES ? 200 : 413;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ received }));
  });
}

/**
 * What the demo needs of Vite besides its page: its model, packed when it is first asked for, and
 * an end for the score that the page sends.
 */
export function demo(): Plugin {
  let packed: Promise<string> | undefined;
  const model = async (): Promise<Uint8Array> => readFileSync(await (packed ??= buildModel()));
  return {
    name: 'insitu:demo',
    configureServer(server) {
      server.middlewares.use(receiveScore);
      server.middlewares.use(`/${MODEL}`, (_request, response, next) => {
        response.setHeader('content-type', 'application/octet-stream');
        model().then((bytes) => response.end(bytes), next);
      });
    },
    configurePreviewServer(server) {
      server.middlewares.use(receiveScore);
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: MODEL, source: await model() });
    },
  };
}
