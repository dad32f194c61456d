import { watchSenders, type SenderScope } from './ledger-watch.js';

/** One thing that the page fetched or sent. */
export interface LedgerEntry {
  /** Milliseconds since the page's time origin. */
  readonly time: number;
  /** `model`: the bundle; `code`: scripts, workers, styles; `other`: everything else. */
  readonly kind: 'model' | 'code' | 'other';
  /** Where to or from: the origin only, since a path may name a customer. */
  readonly origin: string;
  /** Bytes received; `undefined`: the browser does not tell (another origin, or no body size). */
  readonly bytesIn: number | undefined;
  /** Bytes of the request's body; `undefined`: not measured. */
  readonly bytesOut: number | undefined;
}

/** Sums; `undefined` as soon as one part of a sum was not measured. */
export interface LedgerTotals {
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
}

/** What a ledger counts, and by whose clock. */
export interface LedgerOptions {
  /** The page's `performance`: its clock, and its list of what was fetched. */
  readonly performance: Pick<Performance, 'now' | 'getEntriesByType'>;
  /** Tells a model file from other data. @defaultValue paths that end in `.insitu` */
  readonly isModel?: (url: URL) => boolean;
}

/** A record of what left a page and what came in, as far as that can be measured. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** Whether {@link Ledger.watch} is on: without it, bytes out are not measured. */
  readonly watching: boolean;
  /**
   * Sums over the entries since a time of `performance.now()`.
   * @defaultValue since watching began, or all entries when nothing is watched
   */
  totals(since?: number): LedgerTotals;
  /**
   * Measures request bodies from now on, by wrapping `fetch`, `XMLHttpRequest`, `sendBeacon` and
   * `WebSocket` of a page. The wrappers pass everything on unchanged and count, they read nothing.
   *
   * @returns puts the originals back.
   */
  watch(scope: SenderScope): () => void;
  /** Calls back after each new entry. @returns stops that. */
  subscribe(listener: () => void): () => void;
  /** Stops watching, and forgets who listens. */
  dispose(): void;
}

/**
 * Keeps a ledger of a page's traffic, for showing that nothing left it.
 *
 * It says `undefined`, "not measured", where it cannot know: browsers hide the sizes of other
 * origins' answers, and never list what was sent. Requests of workers do not appear in a page's
 * list (Insitu's own can make none). It is an instrument for honest pages, not a barrier: the
 * barrier is the policy.
 *
 * @example
 * const ledger = createLedger({ performance });
 * const unwatch = ledger.watch(globalThis);
 * const { bytesOut } = ledger.totals();
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { performance, isModel = (url: URL) => url.pathname.endsWith('.insitu') } = options;
  const entries: LedgerEntry[] = [];
  const listeners = new Set<() => void>();
  let watchers = 0;
  let watchedSince = Infinity;

  const add = (entry: LedgerEntry) => {
    entries.push(Object.freeze(entry));
    for (const listener of listeners) listener();
  };
  const addResource = (resource: PerformanceResourceTiming) => {
    const url = new URL(resource.name);
    // data: and blob: never leave the page.
    if (!url.protocol.startsWith('http')) return;
    const isCode = CODE.has(resource.initiatorType) || /\.m?[jt]s$/.test(url.pathname);
    add({
      time: resource.startTime,
      kind: isModel(url) ? 'model' : isCode ? 'code' : 'other',
      origin: url.origin,
      bytesIn: bytesIn(resource),
      bytesOut: bytesOut(resource),
    });
  };
  /**
   * A resource entry never says what was sent. Loads by the document (scripts, styles, images) have
   * no body; those by code are counted by the watch, as entries of their own.
   */
  const bytesOut = ({ initiatorType, startTime }: PerformanceResourceTiming) => {
    if (!BY_CODE.has(initiatorType)) return 0;
    return startTime >= watchedSince ? 0 : undefined;
  };

  for (const entry of performance.getEntriesByType('resource')) {
    addResource(entry as PerformanceResourceTiming);
  }
  const observer =
    typeof PerformanceObserver === 'undefined'
      ? undefined
      : new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) addResource(entry as PerformanceResourceTiming);
        });
  observer?.observe({ type: 'resource' });

  return {
    get entries() {
      return entries;
    },
    get watching() {
      return watchers > 0;
    },
    totals: (since = watchers > 0 ? watchedSince : 0) => {
      const counted = entries.filter(({ time }) => time >= since);
      // Nobody watched all the time in question: silence would be no proof.
      const watched = watchers > 0 && since >= watchedSince;
      const out = sum(counted.map((entry) => entry.bytesOut));
      return {
        bytesIn: sum(counted.map((entry) => entry.bytesIn)),
        bytesOut: watched ? out : undefined,
      };
    },
    watch: (scope) => {
      watchers += 1;
      if (watchers === 1) watchedSince = performance.now();
      const unwatch = watchSenders(scope, (url, bytes) => {
        const origin = new URL(url, 'http://localhost').origin;
        add({ time: performance.now(), kind: 'other', origin, bytesIn: 0, bytesOut: bytes });
      });
      let isOn = true;
      return () => {
        if (!isOn) return;
        isOn = false;
        unwatch();
        watchers -= 1;
        if (watchers === 0) watchedSince = Infinity;
      };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: () => {
      observer?.disconnect();
      listeners.clear();
    },
  };
}

const CODE = new Set(['script', 'link', 'css', 'worker']);

/** Initiators whose requests may carry a body. */
const BY_CODE = new Set(['fetch', 'xmlhttprequest', 'beacon', 'other', '']);

/**
 * Size over the wire with headers; from the cache nothing came over it. All zero means that the
 * other origin does not allow the page to know.
 */
function bytesIn(resource: PerformanceResourceTiming): number | undefined {
  const { transferSize, encodedBodySize, decodedBodySize } = resource;
  if (transferSize > 0) return transferSize;
  return encodedBodySize > 0 || decodedBodySize > 0 ? 0 : undefined;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}
