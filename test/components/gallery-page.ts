import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { serveFolder, type FolderServer } from '../browsers/server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const output = fileURLToPath(new URL('../../.cache/gallery', import.meta.url));

/** The policy under which the elements must work without a complaint. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
].join('; ');

let built: Promise<unknown> | undefined;

/** Builds the page with every state of the elements, and serves it under a strict policy. */
export async function serveGallery(): Promise<FolderServer> {
  built ??= build({
    configFile: false,
    root: `${root}/test/components/gallery`,
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: output, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  });
  await built;
  return serveFolder(output, { headers: () => ({ 'content-security-policy': POLICY }) });
}

export interface GalleryOptions {
  readonly width?: number;
  readonly lang?: 'en' | 'zh-CN';
  readonly theme?: 'light' | 'dark';
  /** Further parameters of the page: `state`, `only`, `wide`. */
  readonly query?: string;
  readonly forcedColors?: 'active' | 'none';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

/**
 * Every width in both languages, the themes by turns: where a text lies is decided by the first two,
 * its colour by the last, which meets each of them.
 */
export function facesOf(
  widths: readonly number[],
): readonly Required<Pick<GalleryOptions, 'width' | 'lang' | 'theme'>>[] {
  return widths.flatMap((width, turn) => {
    const [here, there] =
      turn % 2 === 0 ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
    return [
      { width, lang: 'en', theme: here },
      { width, lang: 'zh-CN', theme: there },
    ] as const;
  });
}

/** An open gallery and what its page complained about: errors, and violations of the policy. */
export interface Gallery {
  readonly page: Page;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens the gallery in Chromium, and waits until its elements are where they are going. */
export async function openGallery(
  browser: Browser,
  server: FolderServer,
  options: GalleryOptions = {},
): Promise<Gallery> {
  const { width = 560, lang = 'en', theme = 'light', query = '' } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    forcedColors: options.forcedColors ?? 'none',
    reducedMotion: options.reducedMotion ?? 'no-preference',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The gallery asks for a model that is not there, on purpose.
    if (message.type() === 'error' && !message.location().url.includes('missing.insitu')) {
      complaints.push(message.text());
    }
  });
  // A download that never ends: the element stays in its loading state.
  await page.route('**/never.insitu', () => {});
  await page.goto(`${server.origin}/index.html?lang=${lang}&theme=${theme}&${query}`);
  await page.waitForFunction(() => {
    const settled: Readonly<Record<string, string>> = { idle: 'idle', invalid: 'idle' };
    const pending: Readonly<Record<string, string>> = { loading: 'loading', scoring: 'scoring' };
    return [...document.querySelectorAll('risk-score')].every((score) => {
      const name = score.id.replace('score-', '');
      const failed = name === 'error' || name === 'crashed' ? 'error' : 'ready';
      return score.state === (settled[name] ?? pending[name] ?? failed);
    });
  });
  // One frame for measured widths, and the time after which loading shows.
  await page.waitForTimeout(200);
  return { page, complaints, close: () => context.close() };
}
