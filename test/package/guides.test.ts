import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import ts from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileScript, parse } from 'vue/compiler-sfc';
import { ERROR_CODES } from '../../sdk/core/errors.js';
import { readSpec } from '../../sdk/scoring/apply-spec.js';
import { readPlan } from '../../sdk/train/plan-fields.js';
import { launchChromium } from '../browsers/chromium.js';
import { serveFolder } from '../browsers/server.js';
import { brokenLinks, elementsIn, guideFiles, readGuide, samplesOf } from './guides.js';
import { createApp } from './install.js';
import { parseSource } from './sources.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const samples = guideFiles().flatMap((guide) => samplesOf(guide, readGuide(guide)));

/** The applicant whom the pages score: the first row of the modellers' guide. */
const applicant = {
  ...{ income: '2500', limit: '3000', balance: '2400' },
  ...{ utilisation: '80', inquiries: '1', home: 'rent' },
};

let folder: string;
/** What the command of the guide says of that applicant. */
let expected: number;

beforeAll(async () => {
  folder = createApp('guides', 'bundled').folder;
  samples.forEach(({ file, language, text }, index) => {
    if (file) write(file, text);
    else if (language === 'ts') write(`samples/sample-${index}.ts`, text);
  });
  write('samples/given.d.ts', given);
  writeTables();
  await runCommands();
  const [header, row] = readFileSync(join(folder, 'loan/scores.csv'), 'utf8').split('\n');
  expected = Number(row!.split(',')[header!.split(',').indexOf('points')]);
});

describe('the samples of the guides', () => {
  it('run, those that are commands', () => {
    expect(existsSync(join(folder, 'loan/consumer-loan.insitu'))).toBe(true);
    expect(expected).toBeGreaterThan(300);
  });

  it('compile, those that are scripts', async () => {
    write('samples/planted.ts', plantedFault);
    writeVueScript();
    write('tsconfig.json', readFileSync(join(root, 'test/package/apps/typings/tsconfig.json')));
    const config = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
    config.include = ['samples/*.ts', 'react/*.tsx', 'vue/*.ts'];
    write('tsconfig.json', JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const ended = await run(process.execPath, [tsc, '-p', folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(ended.stdout).toBe('');
  });

  it('name elements and attributes that there are', () => {
    const shown = samples.filter(({ language }) => /^(html|tsx|vue)$/.test(language));
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.flatMap(({ text }) => unknownNames(text))).toEqual([]);
    expect(unknownNames('<risk-score scr="/a.insitu"></risk-score>')).toEqual(['risk-score scr']);
    expect(unknownNames('<risk-scores></risk-scores>')).toEqual(['risk-scores']);
  });

  it('name tokens and parts that there are', () => {
    const styles = samples.filter(({ language }) => language === 'css');
    expect(styles.length).toBeGreaterThan(0);
    expect(styles.flatMap(({ text }) => unknownStyles(text))).toEqual([]);
    expect(unknownStyles('a::part(nose) { --risk-nose: 0; }')).toEqual(['--risk-nose', 'nose']);
  });

  it('are specs that pack takes and plans that train takes, those that are JSON', () => {
    const all = samples.filter(({ language }) => language === 'json');
    const isPlan = ({ file }: { file: string | undefined }) => file?.endsWith('plan.json') ?? false;
    expect(all.filter((sample) => !isPlan(sample)).length).toBeGreaterThan(1);
    for (const sample of all) {
      (isPlan(sample) ? readPlan : readSpec)(JSON.parse(sample.text));
    }
  });

  it('give the headers of SECURITY.md', () => {
    const headers = samples.filter(({ language }) => language === 'http');
    const security = readGuide('SECURITY.md');
    expect(headers.length).toBeGreaterThan(1);
    for (const { text } of headers) expect(security).toContain(text.trim());
  });
});

describe('the pages of the guide to embedding', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each([
    ['without a bundler', () => plainPage('plain')],
    ['without a bundler, in Chinese', () => plainPage('zh-CN')],
    ['with Vite', vitePage],
    ['with Vue', vuePage],
  ] as const)('score %s, under the headers of the guide', async (_, makePage) => {
    const site = await makePage();
    mkdirSync(join(site, 'models'), { recursive: true });
    cpSync(join(folder, 'loan/consumer-loan.insitu'), join(site, 'models/consumer-loan.insitu'));
    const [worker, page] = samples
      .filter(({ guide, language }) => guide === 'docs/embed.md' && language === 'http')
      .map(({ text }) => text.trim().replace(/^Content-Security-Policy: /, ''));
    const headers = (path: string) => ({
      'content-security-policy': /worker/.test(path) ? worker! : page!,
    });
    const server = await serveFolder(site, { headers });
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (message) => {
      // The worker asks for an empty data: address, to see that its policy is closed.
      if (message.type() === 'error' && !/data:/.test(message.text())) {
        complaints.push(message.text());
      }
    });
    try {
      await tab.goto(`${server.origin}/`);
      expect(await fillAndScore(tab)).toBe(expected);
      expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([]);
    } finally {
      await tab.close();
      await server.close();
    }
  });
});

describe('the tables of the guides', () => {
  it('explain every error code', () => {
    const guide = readGuide('docs/embed.md');
    const told = Object.keys(ERROR_CODES).filter((code) => !guide.includes(`\`${code}\``));
    expect(told).toEqual([]);
  });

  it('name every event', () => {
    const guide = readGuide('docs/embed.md');
    const events = manifestElements().flatMap(({ events = [] }) => events.map(({ name }) => name));
    expect(events.length).toBeGreaterThan(3);
    expect(events.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it('name every member of a spec', () => {
    const guide = readGuide('docs/modelling.md');
    const members = specMembers();
    expect(members.length).toBeGreaterThan(40);
    const code = [...guide.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].join('\n');
    const missing = members.filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
    expect(missing).toEqual([]);
  });
});

describe('the links of the guides', () => {
  it.each(guideFiles())('lead somewhere: %s', (guide) => {
    expect(brokenLinks(guide, readGuide(guide))).toEqual([]);
  });

  it('are seen to lead nowhere by the same test', () => {
    const text = '[a](nothing.md) [b](#nowhere) [c](embed.md#nowhere) [d](embed.md#looks)';
    expect(brokenLinks('docs/embed.md', text)).toEqual([
      'nothing.md',
      '#nowhere',
      'embed.md#nowhere',
    ]);
  });
});

/** What samples take for granted that are no whole scripts. */
const given = `
declare const model: import('insitu').LoadedModel;
declare const applicant: import('insitu').Applicant;
declare const columns: import('insitu').Columns;
declare const bankPublicKey: import('insitu').TrustedKey;
declare const regions: string[];
declare const defaulted: boolean[];
declare const file: File;
declare const plan: import('insitu/train').TrainPlan;
`;

/** A guide's scripts must be seen to fail where they are wrong. */
const plantedFault = `
import { loadModel } from 'insitu';
// @ts-expect-error: no such option
void loadModel('/a.insitu', { timeout: 1 });
`;

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

/**
 * The tables of the guide to training, of the demo's data: the first clients, and later ones as a
 * channel where most of those who are late pay in the end, and most with a small limit do not.
 */
function writeTables(): void {
  const text = gunzipSync(readFileSync(join(root, 'demo/model/data/taiwan.csv.gz'))).toString();
  const [header, ...rows] = text.trim().split('\n') as [string, ...string[]];
  const names = header.split(',');
  const limit = names.indexOf('LIMIT_BAL');
  const late = names.indexOf('PAY_0');
  const channel = rows.slice(4000).filter((row, i) => {
    const cells = row.split(',');
    const isBad = cells.at(-1) === '1';
    const isRare = Number(cells[late]) > 0 ? isBad : Number(cells[limit]) <= 80_000 && !isBad;
    return !isRare || i % 4 === 0;
  });
  write('train/clients.csv', `${[header, ...rows.slice(0, 4000)].join('\n')}\n`);
  write('train/channel.csv', `${[header, ...channel.slice(0, 400)].join('\n')}\n`);
}

/** Runs what the guides tell to run, with the installed command. */
async function runCommands(): Promise<void> {
  const insitu = join(folder, 'node_modules/insitu/dist/cli/insitu.js');
  for (const { run: place, text } of samples) {
    if (place === undefined) continue;
    for (const line of text.trim().split('\n')) {
      const [npx, name, ...parameters] = line.split(/\s+/);
      expect([npx, name]).toEqual(['npx', 'insitu']);
      await run(process.execPath, [insitu, ...parameters], { cwd: join(folder, place) });
    }
  }
}

/** The component's script and its template as a function, as Vite's plugin for Vue makes them. */
function compileVue(): string {
  const source = readFileSync(join(folder, 'vue/LoanForm.vue'), 'utf8');
  const { descriptor, errors } = parse(
    source.replace(/<!-- The other fields.*?-->/, otherFields()),
  );
  expect(errors).toEqual([]);
  const isCustomElement = (tag: string) => tag.startsWith('risk-');
  return compileScript(descriptor, {
    id: 'loan',
    inlineTemplate: true,
    templateOptions: { compilerOptions: { isCustomElement } },
  }).content;
}

function writeVueScript(): void {
  write('vue/loan-form.ts', compileVue());
}

/** The fields that the framework's samples leave out. */
function otherFields(): string {
  const page = readFileSync(join(folder, 'plain/index.html'), 'utf8');
  const labels = [...page.matchAll(/<label>[\s\S]*?<\/label>/g)].map(([label]) => label);
  return labels.filter((label) => !label.includes('"income"')).join('\n');
}

async function plainPage(place: string): Promise<string> {
  const insitu = join(folder, 'node_modules/insitu/dist/standalone');
  cpSync(insitu, join(folder, place, 'insitu'), { recursive: true });
  return join(folder, place);
}

/** The page of the guide with its script exchanged, as the guide says. */
function writePage(place: string, script: string): void {
  const page = readFileSync(join(folder, 'plain/index.html'), 'utf8');
  const exchanged = page.replace('/insitu/insitu.js', script);
  expect(exchanged).not.toBe(page);
  write(join(place, 'index.html'), exchanged);
}

async function vitePage(): Promise<string> {
  writePage('bundled', '/main.js');
  return buildWithVite('bundled');
}

async function vuePage(): Promise<string> {
  writeVueScript();
  const page = `<div id="app"></div><script type="module" src="/main.ts"></script>`;
  write('vue/index.html', `<!doctype html><html lang="en"><body>${page}</body></html>`);
  write(
    'vue/main.ts',
    "import { createApp } from 'vue';\nimport LoanForm from './loan-form.js';\n" +
      "createApp(LoanForm).mount('#app');\n",
  );
  return buildWithVite('vue');
}

async function buildWithVite(place: string): Promise<string> {
  await build({
    configFile: false,
    root: join(folder, place),
    logLevel: 'warn',
    build: { outDir: 'built', emptyOutDir: true },
  });
  return join(folder, place, 'built');
}

/** Types an applicant into the form, and waits for the score. */
async function fillAndScore(page: Page): Promise<number> {
  for (const [name, value] of Object.entries(applicant)) {
    const field = page.locator(`[name="${name}"]`);
    await (name === 'home' ? field.selectOption(value) : field.fill(value));
  }
  const read = "document.querySelector('risk-score').score?.points ?? null";
  const deadline = performance.now() + 60_000;
  let points = await page.evaluate<number | null>(read);
  while (points === null && performance.now() < deadline) {
    await page.waitForTimeout(50);
    points = await page.evaluate<number | null>(read);
  }
  if (points === null) throw new Error('no score');
  return points;
}

interface ManifestElement {
  readonly tagName: string;
  readonly attributes?: readonly { readonly name: string }[];
  readonly events?: readonly { readonly name: string }[];
  readonly cssProperties?: readonly { readonly name: string }[];
  readonly cssParts?: readonly { readonly name: string }[];
}

function manifestElements(): readonly ManifestElement[] {
  const file = join(folder, 'node_modules/insitu/dist/custom-elements.json');
  const { modules } = JSON.parse(readFileSync(file, 'utf8')) as {
    modules: { declarations?: ManifestElement[] }[];
  };
  return modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName !== undefined);
}

/** Elements and attributes of a sample that no element has. */
function unknownNames(text: string): readonly string[] {
  const known = new Map(
    manifestElements().map(({ tagName, attributes = [] }) => [
      tagName,
      new Set(attributes.map(({ name }) => name)),
    ]),
  );
  const general = /^(id|class|className|slot|ref|key|theme|hidden|style|@risk-[\w-]+)$/;
  return elementsIn(text).flatMap(({ tag, attributes }) => {
    const own = known.get(tag);
    if (!own) return [tag];
    const wrong = attributes.filter((name) => !own.has(name) && !general.test(name));
    return wrong.map((name) => `${tag} ${name}`);
  });
}

/** Tokens and parts of a style sheet that no element has. */
function unknownStyles(text: string): readonly string[] {
  const known = new Set(
    manifestElements().flatMap(({ cssProperties = [], cssParts = [] }) =>
      [...cssProperties, ...cssParts].map(({ name }) => name),
    ),
  );
  const tokens = [...text.matchAll(/--risk-[\w-]+/g)].map(([name]) => name);
  const parts = [...text.matchAll(/::part\(([\w-]+)\)/g)].map(([, name]) => name!);
  return [...tokens, ...parts].filter((name) => !known.has(name));
}

/** Members that a spec may have, as its reader's source names them. */
function specMembers(): readonly string[] {
  const path = 'sdk/scoring/spec-fields.ts';
  const { syntax } = parseSource(path, readFileSync(join(root, path), 'utf8'));
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      if (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)) names.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(syntax);
  return [...names];
}
