import { loadModel, type LoadedModel, type LoadOptions, type LoadProgress } from '../sdk/index.js';

/** What elements ask of a load; the same of one URL is loaded once. */
export type SharedLoadOptions = Pick<LoadOptions, 'engine' | 'trust'>;

/** A part in a shared model: to be given back. */
export interface ModelLease {
  readonly model: Promise<LoadedModel>;
  /** Gives the part back. The last one ends the load, or disposes of the model. */
  release(): void;
}

interface SharedModel {
  readonly model: Promise<LoadedModel>;
  readonly users: Set<(progress: LoadProgress) => void>;
  readonly loading: AbortController;
}

const shared = new Map<string, SharedModel>();

/**
 * A part in the page's one model of a URL: however many elements name it, it is fetched once, in
 * one worker, and disposed when the last of them lets go.
 */
export function leaseModel(
  url: string,
  options: SharedLoadOptions,
  onProgress: (progress: LoadProgress) => void,
): ModelLease {
  const key = JSON.stringify([new URL(url, document.baseURI).href, options]);
  const entry = shared.get(key) ?? start(key, url, options);
  const user = (progress: LoadProgress): void => onProgress(progress);
  entry.users.add(user);
  return {
    model: entry.model,
    release: () => {
      if (!entry.users.delete(user) || entry.users.size > 0) return;
      if (shared.get(key) === entry) shared.delete(key);
      entry.loading.abort();
      entry.model.then(
        (model) => model.dispose(),
        () => {},
      );
    },
  };
}

function start(key: string, url: string, options: SharedLoadOptions): SharedModel {
  const users: SharedModel['users'] = new Set();
  const loading = new AbortController();
  const model = loadModel(url, {
    ...options,
    signal: loading.signal,
    onProgress: (progress) => users.forEach((user) => user(progress)),
  });
  const entry: SharedModel = { model, users, loading };
  shared.set(key, entry);
  // What failed is not kept: whoever tries again loads again.
  model.catch(() => {
    if (shared.get(key) === entry) shared.delete(key);
  });
  return entry;
}
