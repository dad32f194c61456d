/**
 * Finds the three browsers that the tests need, and installs what is missing where that is possible.
 * Imports nothing but Node, because it runs in a fresh clone.
 *
 * A browser is looked for in its environment variable, then on the path, then in its usual place,
 * then among the builds that `npx playwright install` fetches.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './bootstrap.mjs';

/** @typedef {{ executable: string, driver?: string, fromPlaywright: boolean }} FoundBrowser */
/** @typedef {'chromium' | 'firefox' | 'webkit'} BrowserName */

/** @type {readonly BrowserName[]} */
export const browserNames = ['chromium', 'firefox', 'webkit'];

const debianPackages = {
  chromium: ['chromium'],
  // With a Vulkan driver in software, so that Firefox has a WebGPU adapter.
  firefox: ['firefox-esr', 'mesa-vulkan-drivers'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

const variables = {
  chromium: 'INSITU_CHROMIUM',
  firefox: 'INSITU_FIREFOX',
  webkit: 'INSITU_WEBKIT',
};

/**
 * @param {BrowserName} name
 * @returns {Promise<FoundBrowser | undefined>}
 */
export async function findBrowser(name) {
  const named = process.env[variables[name]];
  if (name === 'webkit') {
    const driver = onPath(['WebKitWebDriver']);
    const executable = named ?? miniBrowser();
    if (driver && executable && existsSync(executable)) {
      if (process.platform !== 'linux' || process.env.DISPLAY || onPath(['Xvfb'])) {
        return { executable, driver, fromPlaywright: false };
      }
    }
    return playwrightBuild(name);
  }
  const executable = [named, onPath(commands[name]), ...applications[name]].find(
    (path) => path && existsSync(path),
  );
  return executable ? { executable, fromPlaywright: false } : playwrightBuild(name);
}

/** Installs the missing browsers from Debian's packages, or says plainly what to install. */
export async function prepareBrowsers() {
  const missing = [];
  for (const name of browserNames) if (!(await findBrowser(name))) missing.push(name);
  if (missing.length === 0) return;
  const packages = missing.flatMap((name) => debianPackages[name]);
  if (!onPath(['apt-get']) || process.getuid?.() !== 0) {
    say(`not found: ${missing.join(', ')}. The tests that need them will fail. To install them,`);
    say(`  on Debian or Ubuntu, as root: apt-get install ${packages.join(' ')}`);
    say(`  elsewhere: npx playwright install ${missing.join(' ')}`);
    const named = missing.map((name) => variables[name]).join(', ');
    say(`  or name a browser that you have in ${named}.`);
    return;
  }
  say(`installing ${packages.join(', ')} with apt-get...`);
  apt(['update', '-qq']);
  apt([
    ...['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-qq', '--no-install-recommends'],
    ...packages,
  ]);
}

function apt(parameters) {
  const outcome = spawnSync('apt-get', parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (outcome.status !== 0) say(`"apt-get ${parameters[0]}" failed; its own message is above.`);
}

const commands = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  firefox: ['firefox-esr', 'firefox'],
};

const applications = {
  chromium: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ],
  firefox: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
};

function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names) {
    const folder = folders.find((candidate) => existsSync(join(candidate, name)));
    if (folder !== undefined) return join(folder, name);
  }
  return undefined;
}

/** WebKitGTK's small browser sits in a folder named after the processor and the library version. */
function miniBrowser() {
  if (!existsSync('/usr/lib')) return undefined;
  for (const folder of readdirSync('/usr/lib')) {
    for (const version of ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0']) {
      const path = join('/usr/lib', folder, version, 'MiniBrowser');
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

async function playwrightBuild(name) {
  try {
    const playwright = await import('playwright');
    const executable = playwright[name].executablePath();
    return existsSync(executable) ? { executable, fromPlaywright: true } : undefined;
  } catch {
    return undefined;
  }
}
