import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { readModel, type LoadProgress, type ModelSource } from '../../sdk/runtime/fetch-model.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.insitu`;
}

function read(source: ModelSource, progress: LoadProgress[] = [], signal?: AbortSignal) {
  return readModel(source, {
    request: { headers: { 'x-branch': '7' } },
    signal: signal ?? new AbortController().signal,
    onProgress: (step) => void progress.push(step),
  });
}

describe('a model file', () => {
  it('is fetched piece by piece, with the caller’s headers, and progress', async () => {
    let header: unknown;
    const url = await serve((request, response) => {
      header = request.headers['x-branch'];
      response.writeHead(200, { 'content-length': 6 });
      response.write(Buffer.from([1, 2, 3]));
      setTimeout(() => response.end(Buffer.from([4, 5, 6])), 20);
    });
    const progress: LoadProgress[] = [];
    expect([...(await read(url, progress))]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(header).toBe('7');
    expect(progress[0]).toEqual({ phase: 'fetching', loaded: 0, total: 6 });
    expect(progress.at(-1)).toEqual({ phase: 'fetching', loaded: 6, total: 6 });
  });

  it('has no known total when it comes compressed', async () => {
    const { gzipSync } = await import('node:zlib');
    const body = gzipSync(Buffer.from([1, 2, 3]));
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': body.length, 'content-encoding': 'gzip' });
      response.end(body);
    });
    const progress: LoadProgress[] = [];
    expect([...(await read(url, progress))]).toEqual([1, 2, 3]);
    expect(progress.at(-1)).toEqual({ phase: 'fetching', loaded: 3, total: undefined });
  });

  it('is not the page of a single-page application', async () => {
    const url = await serve((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!doctype html>');
    });
    await expect(read(url)).rejects.toMatchObject({
      code: 'LOAD_FAILED',
      message: expect.stringContaining('fetched text/html') as string,
    });
  });

  it.each([404, 500])('is not an answer with status %i', async (status) => {
    const url = await serve((_, response) => void response.writeHead(status).end());
    await expect(read(url)).rejects.toMatchObject({
      code: 'LOAD_FAILED',
      message: expect.stringContaining(String(status)) as string,
    });
  });

  it('is not what ends too early, or never comes', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('123', () => response.destroy());
    });
    await expect(read(url)).rejects.toMatchObject({ code: 'LOAD_FAILED' });
    server!.close();
    await expect(read('http://127.0.0.1:9/')).rejects.toMatchObject({ code: 'LOAD_FAILED' });
  });

  it('is refused by its announced size, before it is read', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 2 ** 30 });
      response.write('1');
    });
    await expect(read(url)).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  });

  it('is refused by its real size when none was announced', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(2 ** 20);
      const more = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(read(url)).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  });

  it('is given up with the signal’s own reason', async () => {
    const url = await serve(() => undefined);
    const control = new AbortController();
    const reading = read(url, [], control.signal);
    const reason = new Error('closed');
    setTimeout(() => control.abort(reason), 20);
    await expect(reading).rejects.toBe(reason);
  });

  it('may be bytes, of which a copy is taken', async () => {
    const bytes = new Uint8Array([1, 2, 3, 4]);
    const view = bytes.subarray(1, 3);
    const sources: ModelSource[] = [view, new Blob([view]), bytes.slice(1, 3).buffer];
    const copies = await Promise.all(sources.map((source) => read(source)));
    view.fill(9);
    for (const copy of copies) expect([...copy]).toEqual([2, 3]);
  });

  it('may be a Buffer, and bytes of a worker that a frame started', async () => {
    const buffer = Buffer.from([2, 3]);
    const foreign = runInNewContext('new Uint8Array([2, 3])') as Uint8Array;
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    for (const source of [buffer, foreign]) {
      const copy = await read(source);
      source.fill(9);
      expect(copy).toEqual(new Uint8Array([2, 3]));
      expect(copy).toBeInstanceOf(Uint8Array);
    }
  });

  it.each([42, null, new Float64Array(2)])('is nothing else, such as %s', async (source) => {
    await expect(read(source as unknown as ModelSource)).rejects.toThrow(
      '"source" expected a URL, ArrayBuffer, Uint8Array or Blob',
    );
  });
});
