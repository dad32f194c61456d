import { findBrowser, browserNames } from '../setup/find-browsers.mjs';
import { openChromium } from './chromium.js';
import { openFirefox } from './firefox.js';
import { openWebkit } from './webkit.js';

export type BrowserName = 'chromium' | 'firefox' | 'webkit';

export { browserNames };

export interface OpenOptions {
  /** CSS pixels. @defaultValue 1280 */
  readonly width?: number;
  /** CSS pixels. @defaultValue 900 */
  readonly height?: number;
  /** Chromium and Firefox only. @defaultValue 'light' */
  readonly colorScheme?: 'light' | 'dark';
  /** Chromium and Firefox only: WebGPU, on a software adapter where there is no other. @defaultValue false */
  readonly webgpu?: boolean;
}

/** One page in a browser of its own. The same few verbs in Chromium, Firefox and WebKit. */
export interface BrowserPage {
  readonly browser: BrowserName;
  readonly version: string;
  /** Goes to another address in the same page. */
  goto(url: string): Promise<void>;
  /** Evaluates an expression in the page, awaits it, and returns its JSON-like value. */
  evaluate<Value = unknown>(expression: string): Promise<Value>;
  /** A PNG of what is on the screen. */
  screenshot(): Promise<Buffer>;
  /** Errors and warnings that the page printed or left uncaught. Always empty in WebKit. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

export interface BrowserLaunch extends Required<OpenOptions> {
  readonly url: string;
  readonly executable: string;
  readonly driver: string | undefined;
  readonly fromPlaywright: boolean;
}

const openers = { chromium: openChromium, firefox: openFirefox, webkit: openWebkit };

/**
 * Opens a page in a real browser. A browser that is missing or cannot start is an error, never a
 * skip: the matrix must not shrink when it fails.
 */
export async function openPage(
  name: BrowserName,
  url: string,
  options: OpenOptions = {},
): Promise<BrowserPage> {
  const found = await findBrowser(name);
  if (!found) throw new Error(`${name} is not installed; "npm test" says how to install it`);
  return openers[name]({
    url,
    executable: found.executable,
    driver: found.driver,
    fromPlaywright: found.fromPlaywright,
    width: options.width ?? 1280,
    height: options.height ?? 900,
    colorScheme: options.colorScheme ?? 'light',
    webgpu: options.webgpu ?? false,
  });
}

/**
 * Waits until an expression becomes truthy in the page, and returns its value.
 *
 * @throws with everything that the page complained about when it does not happen in time.
 */
export async function waitFor<Value>(
  page: BrowserPage,
  expression: string,
  timeoutMs = 30_000,
): Promise<Value> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await page.evaluate<Value>(expression);
    if (value) return value;
    if (performance.now() > deadline) {
      const text = await page.evaluate<string>('document.body?.innerText.slice(0, 2000)');
      throw new Error(
        [`${page.browser}: "${expression}" stayed false for ${timeoutMs} ms`, text]
          .concat(page.complaints())
          .join('\n'),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
