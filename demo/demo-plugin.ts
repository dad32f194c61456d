import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { buildModel } from './build-model.mjs';

const MODEL = 'models/tw-card.insitu';

/** The module that gives the page the key to trust: it comes with the page, not with the model. */
const TRUST = 'virtual:signing-key';

/** A score is some hundred bytes; whatever is larger was not sent by the demo. */
const MAX_SCORE_BYTES = 4096;

/** What every page has: `<!-- part: head -->`, `<!-- part: bar -->`. */
const PART = /<!-- part: (\w+) -->/g;

/** Puts the parts into a page, and marks in its bar which page it is. */
function withParts(html: string, page: string): string {
  const whole = html.replace(PART, (_all, name: string) =>
    readFileSync(new URL(`./parts/${name}.html`, import.meta.url), 'utf8').trim(),
  );
  return whole.replace(`data-page="${page}"`, '$& aria-current="page"');
}

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
 * What the demo needs of Vite besides its pages: what they share, its model, packed and signed when it
 * is first asked for, the key that signed it, and an end for the score that the page sends.
 */
export function demo(): Plugin {
  let packed: ReturnType<typeof buildModel> | undefined;
  const model = () => (packed ??= buildModel());
  return {
    name: 'insitu:demo',
    resolveId: (id) => (id === TRUST ? `\0${TRUST}` : undefined),
    transformIndexHtml: {
      order: 'pre',
      handler(html, { path }) {
        const name = path.replace(/^\//, '').replace(/\.html$/, '');
        return withParts(html, name === 'index' ? 'demo' : name);
      },
    },
    async load(id) {
      if (id !== `\0${TRUST}`) return undefined;
      const { publicKey } = await model();
      return `export const signingKey = ${JSON.stringify(publicKey)};`;
    },
    configureServer(server) {
      server.middlewares.use(receiveScore);
      server.middlewares.use(`/${MODEL}`, (_request, response, next) => {
        response.setHeader('content-type', 'application/octet-stream');
        model().then(({ bundle }) => response.end(bundle), next);
      });
    },
    configurePreviewServer(server) {
      server.middlewares.use(receiveScore);
    },
    async generateBundle() {
      const { bundle } = await model();
      this.emitFile({ type: 'asset', fileName: MODEL, source: bundle });
    },
  };
}
