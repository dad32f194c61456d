import { firefox } from 'playwright';
import type { BrowserLaunch, BrowserPage } from './browser.js';
import { openPlaywrightPage } from './playwright-page.js';

/**
 * Firefox as distributions ship it speaks WebDriver BiDi, which Playwright offers as a channel;
 * Playwright's own patched build is started without one.
 */
export async function openFirefox(launch: BrowserLaunch): Promise<BrowserPage> {
  const channel = launch.fromPlaywright ? {} : { channel: 'moz-firefox' };
  const prefs = { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true };
  const browser = await firefox.launch({
    ...channel,
    executablePath: launch.executable,
    ...(launch.webgpu && { firefoxUserPrefs: prefs }),
  });
  return openPlaywrightPage('firefox', browser, launch);
}
