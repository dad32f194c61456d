import { chromium, type Browser } from 'playwright';
import { findBrowser } from '../setup/find-browsers.mjs';
import type { BrowserLaunch, BrowserPage } from './browser.js';
import { openPlaywrightPage } from './playwright-page.js';

export async function openChromium(launch: BrowserLaunch): Promise<BrowserPage> {
  // Without a graphics card the flag gives WebGPU on a software adapter.
  const args = launch.webgpu ? ['--enable-unsafe-webgpu'] : [];
  const browser = await chromium.launch({ executablePath: launch.executable, args });
  return openPlaywrightPage('chromium', browser, launch);
}

/** Chromium itself, for the tests that need more of Playwright than a {@link BrowserPage} offers. */
export async function launchChromium(parameters: readonly string[] = []): Promise<Browser> {
  const found = await findBrowser('chromium');
  if (!found) throw new Error('chromium is not installed; "npm test" says how to install it');
  return chromium.launch({ executablePath: found.executable, args: [...parameters] });
}
