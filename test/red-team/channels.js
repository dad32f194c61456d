/**
 * Every way out of a worker that we can think of. This text is appended to a worker's script, so it
 * runs inside it, after everything else, and must stand alone: no imports.
 *
 * `remote` channels are leaks when the witness hears of them. `local` ones leave something for
 * others to read on this device, and are leaks when they succeed. A channel that the browser does
 * not have fails like one that is closed; the run without a lock tells the two apart.
 */
// eslint-disable-next-line no-unused-vars -- the script that this is appended to uses it
const redTeamChannels = (() => {
  const settled = (target, done, failed) =>
    new Promise((resolve, reject) => {
      target[done] = resolve;
      target[failed] = () => reject(new Error('refused'));
    });
  /** The first owner of a name along the prototype chain: deleting on the object alone misses it. */
  const inherited = (name) => {
    for (let owner = globalThis; owner; owner = Object.getPrototypeOf(owner)) {
      const found = Object.getOwnPropertyDescriptor(owner, name);
      if (found && (found.value || found.get)) return found.value ?? found.get.call(globalThis);
    }
    throw new Error('absent');
  };
  const remote = {
    fetch: (url) => fetch(url, { method: 'POST', body: 'value' }),
    'fetch-no-cors': (url) => fetch(url, { method: 'POST', body: 'value', mode: 'no-cors' }),
    'fetch-keepalive': (url) => fetch(url, { method: 'POST', body: 'value', keepalive: true }),
    'fetch-inherited': (url) => inherited('fetch').call(globalThis, url),
    'fetch-of-prototype': (url) => WorkerGlobalScope.prototype.fetch.call(globalThis, url),
    'fetch-by-eval': (url) => (0, eval)('fetch')(url),
    'fetch-by-function': (url) => new Function('url', 'return fetch(url)')(url),
    'fetch-by-timer': (url) => {
      setTimeout(`try { fetch(${JSON.stringify(url)}) } catch {}`, 0);
      return new Promise((resolve) => setTimeout(resolve, 300));
    },
    xhr: (url) => {
      const request = new XMLHttpRequest();
      const outcome = settled(request, 'onload', 'onerror');
      request.open('POST', url);
      request.send('value');
      return outcome;
    },
    'xhr-sync': (url) => {
      const request = new XMLHttpRequest();
      request.open('GET', url, false);
      request.send();
    },
    'web-socket': (url) => {
      const socket = new WebSocket(url.replace('http', 'ws'));
      return settled(socket, 'onopen', 'onerror');
    },
    'web-socket-stream': (url) => new WebSocketStream(url.replace('http', 'ws')).opened,
    'event-source': (url) => {
      const source = new EventSource(url);
      return settled(source, 'onmessage', 'onerror').finally(() => source.close());
    },
    'web-transport': (url, { udpPort }) =>
      new WebTransport(`https://127.0.0.1:${udpPort}/leak/web-transport`).ready,
    import: (url) => import(url),
    'import-json': (url) => import(url, { with: { type: 'json' } }),
    'import-scripts': (url) => importScripts(url),
    'cache-add': async (url) => (await caches.open('red-team')).add(url),
    'font-face': (url) => new FontFace('leak', `url(${url})`).load(),
    'nested-blob-worker': (url) => {
      const script = `fetch(${JSON.stringify(url)}).then(() => postMessage(1))`;
      const worker = new Worker(URL.createObjectURL(new Blob([script])));
      return settled(worker, 'onmessage', 'onerror');
    },
    'nested-data-worker': (url) => {
      const script = `fetch(${JSON.stringify(url)}).then(() => postMessage(1))`;
      const worker = new Worker(`data:text/javascript,${encodeURIComponent(script)}`);
      return settled(worker, 'onmessage', 'onerror');
    },
    'shared-worker': (url) => new SharedWorker(url),
    beacon: (url) => {
      if (!navigator.sendBeacon(url, 'value')) throw new Error('refused');
    },
    'fetch-later': (url) => fetchLater(url, { activateAfter: 0 }),
    'service-worker': (url) => navigator.serviceWorker.register(url),
    'peer-connection': (url, { udpPort }) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${udpPort}` }] });
      peer.createDataChannel('leak');
      return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    },
    'wasm-streaming': (url) => WebAssembly.compileStreaming(fetch(url)),
  };
  const local = {
    'broadcast-channel': () => new BroadcastChannel('red-team').postMessage('value'),
    'indexed-db': () => {
      const request = indexedDB.open('red-team');
      return settled(request, 'onsuccess', 'onerror');
    },
    'cache-put': async () => (await caches.open('red-team')).put('/kept', new Response('value')),
    'origin-private-files': async () => {
      const folder = await navigator.storage.getDirectory();
      await folder.getFileHandle('red-team', { create: true });
    },
    'file-system': () =>
      new Promise((resolve, reject) => webkitRequestFileSystem(0, 9, resolve, reject)),
    'storage-bucket': () => navigator.storageBuckets.open('red-team'),
    lock: () => navigator.locks.request('red-team', () => 'held'),
    cookie: () => cookieStore.set('red-team', 'value'),
    notification: () => new Notification('value'),
    console: () => {
      if (/native code/.test(Function.prototype.toString.call(console.log))) return;
      throw new Error('silent');
    },
    'performance-mark': () => performance.mark('value'),
    'blob-url': () => URL.createObjectURL(new Blob(['value'])),
    'close-worker': () => {
      if (typeof close !== 'function') throw new Error('absent');
    },
  };
  const attempt = async (run, ...parameters) => {
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, 1500, 'no answer')));
    try {
      return await Promise.race([
        Promise.resolve(run(...parameters)).then(() => 'succeeded'),
        late,
      ]);
    } catch (error) {
      return `refused: ${String(error?.name ?? error)}`;
    } finally {
      clearTimeout(timer);
    }
  };
  /**
   * Tries every channel, one after the other: all at once, Firefox's workers now and then lock up
   * for good. @returns channel to outcome, for both kinds.
   */
  return async (target, onAttempt = () => undefined) => {
    const outcomes = { remote: {}, local: {} };
    for (const [name, run] of Object.entries(remote)) {
      onAttempt(name);
      outcomes.remote[name] = await attempt(run, `${target.origin}/leak/${name}`, target);
    }
    for (const [name, run] of Object.entries(local)) {
      onAttempt(name);
      outcomes.local[name] = await attempt(run);
    }
    return outcomes;
  };
})();
