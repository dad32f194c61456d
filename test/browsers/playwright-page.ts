import type { Browser } from 'playwright';
import type { BrowserLaunch, BrowserName, BrowserPage } from './browser.js';

/** Wraps a Playwright browser, Chromium or Firefox, as a {@link BrowserPage}. */
export async function openPlaywrightPage(
  name: BrowserName,
  browser: Browser,
  launch: BrowserLaunch,
): Promise<BrowserPage> {
  const complaints: string[] = [];
  const context = await browser.newContext({
    viewport: { width: launch.width, height: launch.height },
    colorScheme: launch.colorScheme,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  await page.goto(launch.url);
  return {
    browser: name,
    version: browser.version(),
    goto: async (url) => {
      await page.goto(url);
    },
    evaluate: (expression) => page.evaluate(expression),
    screenshot: () => page.screenshot(),
    complaints: () => complaints,
    close: () => browser.close(),
  };
}
