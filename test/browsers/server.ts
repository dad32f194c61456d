import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { extname, join, normalize } from 'node:path';

export interface ServeOptions {
  /** Extra response headers for a path, such as a Content-Security-Policy. */
  readonly headers?: (path: string) => Readonly<Record<string, string>>;
  /** Other folders, by the path prefix under which they appear. */
  readonly mounts?: Readonly<Record<string, string>>;
}

export interface FolderServer {
  readonly origin: string;
  /** Every request in the order of arrival, as `METHOD path`: the truth about what was sent. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Serves a folder on a free port of localhost, and records every request. */
export async function serveFolder(
  folder: string,
  options: ServeOptions = {},
): Promise<FolderServer> {
  const requests: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    requests.push(`${request.method} ${request.url}`);
    const path = decodeURIComponent(new URL(request.url!, 'http://localhost').pathname);
    const mount = Object.keys(options.mounts ?? {}).find((prefix) => path.startsWith(prefix));
    const file = mount
      ? join(options.mounts![mount]!, normalize(path.slice(mount.length)))
      : join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
    try {
      const body = await readFile(file);
      response.writeHead(200, {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'cache-control': 'no-store',
        ...options.headers?.(path),
      });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://localhost:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
