import { probePolicy } from './policy.js';

/**
 * What a locked worker keeps beside the language itself: messages, timers, clocks, text,
 * cryptography. Whatever else a browser offers, now or in a later version, is deleted.
 */
const KEPT_GLOBALS = new Set(
  [
    // The language. A builtin that is not listed is lost to the worker, never a door left open.
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol',
    'Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError',
    'TypeError URIError SuppressedError InternalError globalThis JSON Math Intl ArrayBuffer',
    'SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array',
    'BigUint64Array BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array DataView',
    'Map BigInt Set Iterator WeakMap WeakSet Proxy Reflect FinalizationRegistry WeakRef',
    'DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI encodeURIComponent',
    'escape unescape eval isFinite isNaN Temporal WebAssembly constructor',
    // The worker's own scope and its messages.
    'WorkerGlobalScope DedicatedWorkerGlobalScope WorkerNavigator WorkerLocation self name location',
    'navigator origin isSecureContext crossOriginIsolated postMessage onmessage onmessageerror',
    'onerror onunhandledrejection onrejectionhandled addEventListener removeEventListener',
    'dispatchEvent EventTarget Event CustomEvent ErrorEvent MessageEvent PromiseRejectionEvent',
    'SecurityPolicyViolationEvent MessageChannel MessagePort DOMException AbortController',
    'AbortSignal structuredClone',
    // Time.
    'setTimeout clearTimeout setInterval clearInterval queueMicrotask performance Performance',
    'scheduler Scheduler TaskController TaskSignal',
    // Text, addresses as data, cryptography.
    'TextEncoder TextDecoder URL URLSearchParams atob btoa crypto Crypto SubtleCrypto CryptoKey',
    // A console without a voice stands in for the browser's: see below.
    'console',
  ].flatMap((line) => line.split(' ')),
);

/** What `navigator` keeps: facts, no doors. */
const KEPT_OF_NAVIGATOR = new Set(
  (
    'constructor hardwareConcurrency deviceMemory userAgent language languages platform product ' +
    'appCodeName appName appVersion onLine'
  ).split(' '),
);

/** Of `Performance` only the clock: its marks and entries are seen outside the worker. */
const KEPT_OF_PERFORMANCE = new Set('constructor now timeOrigin'.split(' '));

/** `URL` stays as a parser; object URLs would make blobs loadable. */
const DELETED_OF_URL = ['createObjectURL', 'revokeObjectURL'];

/**
 * Every name known to send, store, share or start something. After the lock-down each of them is
 * `undefined` for good: it cannot be defined again either.
 */
const SENDERS = [
  'fetch fetchLater XMLHttpRequest WebSocket WebSocketStream EventSource WebTransport',
  'RTCPeerConnection RTCDataChannel importScripts Worker SharedWorker ServiceWorker',
  'ServiceWorkerContainer BroadcastChannel FontFace FontFaceSet fonts caches Cache CacheStorage',
  'indexedDB IDBFactory cookieStore localStorage sessionStorage Notification PushManager Request',
  'Response webkitRequestFileSystem webkitRequestFileSystemSync FileSystemHandle StorageManager',
  'LockManager ReportingObserver OffscreenCanvas createImageBitmap Blob File FileReader',
  'FileReaderSync dump close',
].flatMap((line) => line.split(' '));

/** Proof that {@link lockDown} ran, and what it found. `serve` asks for it. */
export interface Lock {
  /** What was there and is gone. */
  readonly deleted: readonly string[];
  /** Whether a CSP of this worker refuses requests and `import()`, which cannot be deleted. */
  readonly policy: Promise<boolean>;
  /** How often the policy refused something since the lock was closed. */
  readonly refusals: () => number;
}

/**
 * Takes from this worker everything that can send or store, along the prototype chain: deleting
 * `self.fetch` alone returns true and leaves `fetch` on the prototype.
 *
 * Must run before any other code of the worker. Deletion is hygiene against code that reaches for
 * the network; the wall is a CSP on the worker (`import()` is syntax), so `policy` is measured first.
 *
 * @throws Error naming the doors when one that is known to send stays open.
 */
export function lockDown(): Lock {
  const scope = globalThis as object;
  const policy = probePolicy();
  const deleted = new Set<string>();
  const { navigator, performance, URL } = globalThis;

  strip(navigator, KEPT_OF_NAVIGATOR, deleted, 'navigator.');
  strip(performance, KEPT_OF_PERFORMANCE, deleted, 'performance.');
  for (const name of DELETED_OF_URL) {
    if (Reflect.deleteProperty(URL, name)) deleted.add(`URL.${name}`);
  }
  strip(scope, KEPT_GLOBALS, deleted, '');
  for (const name of SENDERS) {
    Reflect.defineProperty(scope, name, { value: undefined, writable: false, configurable: false });
  }
  silenceConsole();
  freezePrototypes(scope);
  freezePrototypes(navigator);

  const open = SENDERS.filter((name) => Reflect.get(scope, name) !== undefined);
  if (open.length > 0) throw new Error(`the worker cannot be locked: ${open.join(', ')}`);
  return Object.freeze({
    deleted: Object.freeze([...deleted].sort()),
    policy: policy.closed,
    refusals: policy.refusals,
  });
}

/** Deletes from an object and its prototypes what is not kept; `Object.prototype` stays. */
function strip(target: object, kept: ReadonlySet<string>, deleted: Set<string>, prefix: string) {
  for (let owner: object | null = target; owner; owner = Reflect.getPrototypeOf(owner)) {
    if (owner === Object.prototype) return;
    for (const name of Reflect.ownKeys(owner)) {
      if (typeof name === 'symbol' || kept.has(name)) continue;
      if (owner === EventTarget.prototype && KEPT_GLOBALS.has(name)) continue;
      if (Reflect.deleteProperty(owner, name)) deleted.add(prefix + name);
    }
  }
}

/** A log is a way out as well: extensions, debuggers and crash reporters read it. */
function silenceConsole(): void {
  const silent = () => undefined;
  const names = Object.getOwnPropertyNames(console);
  const mute = Object.freeze(Object.fromEntries(names.map((name) => [name, silent])));
  Object.defineProperty(globalThis, 'console', {
    value: mute,
    writable: false,
    configurable: false,
  });
}

/** Nothing can be put back where it was. */
function freezePrototypes(target: object): void {
  for (
    let owner = Reflect.getPrototypeOf(target);
    owner && owner !== Object.prototype && owner !== EventTarget.prototype;
    owner = Reflect.getPrototypeOf(owner)
  ) {
    Object.freeze(owner);
  }
}
