import { RiskError } from '../core/errors.js';
import type { StartedWorker } from './spawn.js';

/**
 * What the frame's document, and so every worker born in it, may do: run scripts that the page
 * hands over as blobs, and nothing else. No request passes, `import()` included.
 */
const FRAME_POLICY = [
  "default-src 'none'",
  "script-src blob: 'wasm-unsafe-eval'",
  'worker-src blob:',
  "connect-src 'none'",
].join('; ');

/**
 * A worker under a policy of its own where the server's headers cannot be set: a `blob:` worker
 * inherits the policy of the document that made it, a `<meta>` one included.
 *
 * The frame holds no script. The page builds the worker with the frame's own constructors, which
 * is what binds it to the frame's policy, so that the page's policy needs no `'unsafe-inline'`
 * (only `worker-src blob:`). The worker's script must be one self-contained file, as shipped.
 *
 * @param scriptUrl - fetched by the page: the frame itself cannot.
 * @throws RiskError `WORKER_FAILED`.
 */
export async function createFrameWorker(scriptUrl: string): Promise<StartedWorker> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = '';
  frame.setAttribute('aria-hidden', 'true');
  try {
    // Throws where the page requires Trusted Types for HTML.
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}">`;
    const [text] = await Promise.all([fetchScript(scriptUrl), loaded(frame)]);
    const inside = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!inside) throw new Error('the frame has no window');
    const url = inside.URL.createObjectURL(new inside.Blob([text], { type: 'text/javascript' }));
    const worker = new inside.Worker(url, { type: 'module' });
    const terminate = () => {
      worker.terminate();
      inside.URL.revokeObjectURL(url);
      frame.remove();
    };
    return { worker, terminate };
  } catch (error) {
    frame.remove();
    if (error instanceof RiskError) throw error;
    const kind = error instanceof Error ? error.name : 'unknown';
    throw new RiskError('WORKER_FAILED', `the isolating frame could not be built (${kind})`, {
      cause: error,
    });
  }
}

async function fetchScript(url: string): Promise<string> {
  const response = await fetch(url);
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && !type.includes('text/html')) return response.text();
  throw new RiskError(
    'WORKER_FAILED',
    `the worker's script could not be fetched: status ${response.status}, ${type || 'no type'}`,
  );
}

function loaded(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(), { once: true });
    document.documentElement.append(frame);
  });
}
