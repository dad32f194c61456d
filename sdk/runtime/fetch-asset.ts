import { RiskError } from '../core/errors.js';
import { readModel, type LoadProgress } from './fetch-model.js';

/** Where a page looks for the engines' files unless told otherwise: a folder of its own origin. */
const DEFAULT_ASSETS = '/insitu-assets/';

/**
 * A file that `insitu assets` copies, as the page can fetch it and a locked worker cannot.
 *
 * @throws RiskError `LOAD_FAILED` saying where it was expected.
 */
export async function fetchAsset(
  name: string,
  assets: string | URL | undefined,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void = () => undefined,
): Promise<Uint8Array> {
  const folder = new URL(assets ?? DEFAULT_ASSETS, document.baseURI);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  try {
    return await readModel(new URL(name, folder), { request: undefined, signal, onProgress });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof RiskError ? error.message : 'no answer';
    throw new RiskError(
      'LOAD_FAILED',
      `"${name}" expected in ${folder.href}, where "insitu assets" copies it (${why})`,
      { path: name, cause: error },
    );
  }
}
