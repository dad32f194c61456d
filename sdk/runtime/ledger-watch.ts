/** The part of a page's global that can send a body. */
export interface SenderScope {
  /** Each of these is wrapped where it is there. */
  fetch?: typeof fetch;
  XMLHttpRequest?: typeof XMLHttpRequest;
  WebSocket?: typeof WebSocket;
  navigator?: {
    /** Sends as a page closes. */
    sendBeacon?: Navigator['sendBeacon'];
  };
}

/** Told of each request with a body. `bytes` is `undefined` when its size cannot be known. */
type OnSent = (url: string, bytes: number | undefined) => void;

/**
 * Wraps what sends, to count. Requests without a body count as 0 bytes; their URLs are the
 * resource list's business.
 *
 * @returns puts the originals back.
 */
export function watchSenders(scope: SenderScope, onSent: OnSent): () => void {
  const undo: (() => void)[] = [];
  const replace = <T extends object, K extends keyof T>(owner: T, name: K, value: T[K]) => {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
    undo.push(() => {
      if (own) Object.defineProperty(owner, name, own);
      else Reflect.deleteProperty(owner, name);
    });
  };

  const { fetch, navigator } = scope;
  if (fetch) {
    replace(scope, 'fetch', (input, init) => {
      const request =
        typeof Request !== 'undefined' && input instanceof Request ? input : undefined;
      const url = request ? request.url : String(input);
      // A Request's own body is a stream by now: there, but of unknown size.
      if (init?.body) onSent(url, byteLengthOf(init.body));
      else if (request?.body) onSent(url, undefined);
      return fetch.call(scope as typeof globalThis, input, init);
    });
  }
  if (navigator?.sendBeacon) {
    const { sendBeacon } = navigator;
    replace(navigator, 'sendBeacon', (url, data) => {
      onSent(String(url), byteLengthOf(data));
      return sendBeacon.call(navigator as Navigator, url, data);
    });
  }
  if (scope.XMLHttpRequest) watchXhr(scope.XMLHttpRequest.prototype, replace, onSent);
  if (scope.WebSocket) {
    const { prototype } = scope.WebSocket;
    const { send } = prototype;
    replace(prototype, 'send', function (this: WebSocket, data) {
      onSent(this.url.replace(/^ws/, 'http'), byteLengthOf(data));
      return send.call(this, data);
    });
  }
  return () => {
    for (const restore of undo.reverse()) restore();
  };
}

type Replace = <T extends object, K extends keyof T>(owner: T, name: K, value: T[K]) => void;

function watchXhr(prototype: XMLHttpRequest, replace: Replace, onSent: OnSent): void {
  const urls = new WeakMap<XMLHttpRequest, string>();
  const { open, send } = prototype;
  replace(prototype, 'open', function (this: XMLHttpRequest, ...parameters: unknown[]) {
    urls.set(this, String(parameters[1]));
    return (open as (...values: unknown[]) => void).apply(this, parameters);
  } as typeof prototype.open);
  replace(prototype, 'send', function (this: XMLHttpRequest, body) {
    if (body) onSent(urls.get(this) ?? '', byteLengthOf(body));
    return send.call(this, body);
  });
}

/** Bytes of a request body; `undefined` for streams, forms and documents. */
export function byteLengthOf(body: unknown): number | undefined {
  if (body === null || body === undefined) return 0;
  if (typeof body === 'string') return new TextEncoder().encode(body).length;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
  if (typeof Blob !== 'undefined' && body instanceof Blob) return body.size;
  if (typeof URLSearchParams !== 'undefined' && body instanceof URLSearchParams) {
    return new TextEncoder().encode(String(body)).length;
  }
  return undefined;
}
