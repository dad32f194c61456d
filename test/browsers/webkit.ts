import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { webkit } from 'playwright';
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import type { BrowserLaunch, BrowserPage } from './browser.js';
import { openPlaywrightPage } from './playwright-page.js';

/**
 * WebKitGTK's browser, driven over WebDriver on a display that exists only in memory.
 * Playwright's own WebKit build is used where that is what is installed.
 */
export async function openWebkit(launch: BrowserLaunch): Promise<BrowserPage> {
  if (launch.fromPlaywright) {
    const browser = await webkit.launch({ executablePath: launch.executable });
    return openPlaywrightPage('webkit', browser, launch);
  }
  const processes: ChildProcess[] = [];
  let session: WebDriver | undefined;
  const close = async () => {
    try {
      await session?.quit();
    } finally {
      for (const process of processes.reverse()) process.kill();
    }
  };
  try {
    const display = process.env.DISPLAY ?? (await startDisplay(processes, launch));
    const port = await freePort();
    await startDriver(processes, launch.driver!, port, display);
    session = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: launch.executable, args: ['--automation'] },
        }),
      )
      .build();
    await session.manage().setTimeouts({ script: 120_000, pageLoad: 60_000 });
    await session.manage().window().setRect({ width: launch.width, height: launch.height });
    await session.get(launch.url);
    const version = (await session.getCapabilities()).getBrowserVersion() ?? 'unknown';
    return pageOf(session, version, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function pageOf(session: WebDriver, version: string, close: () => Promise<void>): BrowserPage {
  return {
    browser: 'webkit',
    version,
    goto: (url) => session.get(url),
    evaluate: async <Value>(expression: string) => {
      const { value, error } = await session.executeAsyncScript<{ value: Value; error?: string }>(
        `const done = arguments[arguments.length - 1];
         (async () => (${expression}))().then(
           (value) => done({ value }),
           (error) => done({ error: String(error && error.message || error) }),
         );`,
      );
      if (error !== undefined) throw new Error(error);
      return value;
    },
    screenshot: async () => Buffer.from(await session.takeScreenshot(), 'base64'),
    complaints: () => [],
    close,
  };
}

/** Starts Xvfb, which picks a free display and writes its number to the pipe when it is ready. */
async function startDisplay(processes: ChildProcess[], launch: BrowserLaunch): Promise<string> {
  const screen = `${Math.max(launch.width, 1280)}x${Math.max(launch.height, 900)}x24`;
  const parameters = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'];
  const server = spawn('Xvfb', parameters, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  processes.push(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code}`)));
    let number = '';
    server.stdio[3]!.on('data', (chunk: Buffer) => {
      number += chunk.toString();
      if (number.endsWith('\n')) resolve(`:${number.trim()}`);
    });
  });
}

async function startDriver(
  processes: ChildProcess[],
  executable: string,
  port: number,
  display: string,
): Promise<void> {
  const driver = spawn(executable, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_COMPOSITING_MODE: '1' },
  });
  processes.push(driver);
  let failure: Error | undefined;
  driver.once('error', (error) => (failure = error));
  driver.once('exit', (code) => (failure ??= new Error(`${executable} ended: ${code}`)));
  for (let attempt = 0; attempt < 200; attempt++) {
    if (failure) throw failure;
    const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${executable} did not answer within 10 s`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
