import { RiskError } from '../core/errors.js';

/** Where a model comes from. A `File` is a `Blob`. */
export type ModelSource = string | URL | ArrayBuffer | Uint8Array | Blob;

/**
 * How far loading has come. `total` is `undefined` when the server does not say it, or says the
 * length of a compressed form.
 */
export type LoadProgress =
  | { readonly phase: 'fetching'; readonly loaded: number; readonly total: number | undefined }
  | { readonly phase: 'verifying' }
  | { readonly phase: 'ready' };

/** As the reader's own limit; stops a download that could not be opened anyway. */
const MAX_BYTES = 64 * 2 ** 20;

export interface ReadOptions {
  readonly request: RequestInit | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
}

/**
 * The bytes of a model, in memory of our own.
 *
 * @throws RiskError `LOAD_FAILED`, `BUNDLE_TOO_LARGE`; TypeError for what is no source.
 */
export async function readModel(source: ModelSource, options: ReadOptions): Promise<Uint8Array> {
  if (typeof source === 'string' || source instanceof URL) return fetchModel(source, options);
  // The caller may go on and change its bytes; what is verified must be what is used.
  if (source instanceof ArrayBuffer)
    return new Uint8Array(limited(source.byteLength, source).slice(0));
  if (isBytes(source)) return new Uint8Array(limited(source.byteLength, source));
  if (typeof Blob !== 'undefined' && source instanceof Blob) {
    limited(source.size, source);
    try {
      return new Uint8Array(await source.arrayBuffer());
    } catch (error) {
      // The file was changed or moved after it was chosen.
      throw new RiskError('LOAD_FAILED', 'the file could not be read', { cause: error });
    }
  }
  throw new TypeError(
    `"source" expected a URL, ArrayBuffer, Uint8Array or Blob, got type=${typeof source}`,
  );
}

async function fetchModel(url: string | URL, options: ReadOptions): Promise<Uint8Array> {
  const { request, signal } = options;
  let response: Response;
  try {
    response = await fetch(url, { ...request, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new RiskError('LOAD_FAILED', 'the model could not be fetched: no answer', {
      cause: error,
    });
  }
  if (!response.ok) {
    throw new RiskError('LOAD_FAILED', `the model could not be fetched: status ${response.status}`);
  }
  // A single-page application answers every unknown path with its page, and status 200.
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('text/html')) {
    throw new RiskError('LOAD_FAILED', 'fetched text/html, expected a bundle: is the path right?');
  }
  try {
    return await readBody(response, options);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RiskError) throw error;
    throw new RiskError('LOAD_FAILED', 'the model could not be fetched: cut short', {
      cause: error,
    });
  }
}

async function readBody(response: Response, { onProgress }: ReadOptions): Promise<Uint8Array> {
  const length = Number(response.headers.get('content-length') ?? NaN);
  const isEncoded = response.headers.get('content-encoding') !== null;
  const total = Number.isFinite(length) && !isEncoded ? length : undefined;
  if (total !== undefined) limited(total, undefined);
  onProgress({ phase: 'fetching', loaded: 0, total });
  if (!response.body) return new Uint8Array(await response.arrayBuffer());

  const pieces: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    loaded += value.byteLength;
    if (loaded > MAX_BYTES) await reader.cancel();
    limited(loaded, undefined);
    onProgress({ phase: 'fetching', loaded, total });
  }
  if (pieces.length === 1) return pieces[0]!;
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** Of any realm: a worker that was born in a frame answers in the frame's. */
export function isBytes(value: object): value is Uint8Array {
  return (value as Partial<Uint8Array> | null)?.[Symbol.toStringTag] === 'Uint8Array';
}

function limited<T>(byteLength: number, source: T): T {
  if (byteLength <= MAX_BYTES) return source;
  throw new RiskError('BUNDLE_TOO_LARGE', `the bundle expected at most ${MAX_BYTES} bytes`);
}
