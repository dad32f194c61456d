/**
 * `npm run docs`: one site of the guides and of the API reference, into `docs/dist/`.
 *
 * TypeDoc reads the docstrings of the public entries; `elements.mjs` makes a page of what
 * `npm run build` found out about the elements. Whatever is undocumented, and every link that leads
 * nowhere, is a problem: `npm test` builds the site too, and fails by any of them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, Logger, LogLevel, OptionDefaults, ReflectionKind } from 'typedoc';
import { describeElements } from './elements.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const site = resolve(root, 'docs/dist');

/** The public entries, by what a page imports. Each is a module of the reference. */
const entries = {
  insitu: 'sdk/index.ts',
  'insitu/node': 'sdk/node.ts',
  'insitu/records': 'sdk/records.ts',
  'insitu/fairness': 'sdk/fairness.ts',
  'insitu/train': 'sdk/train.ts',
  'insitu/components': 'components/index.ts',
};

/** In the order of the site's menu. The page of elements, which is made here, goes after them. */
const guides = [
  ...['embed', 'modelling', 'compliance', 'networks', 'records', 'fairness', 'pretraining'],
  ...['zh-CN/embed', 'zh-CN/compliance'],
].map((name) => `docs/${name}.md`);

/** Tags of custom elements: known, and left to the page of elements. */
const elementTags = ['@tag', '@attr', '@fires', '@slot', '@csspart', '@cssprop'];

/** What every Lit element inherits; its docstrings point into Lit's own sources. */
const inherited = new Set(['styles', 'shadowRootOptions', 'elementStyles', 'finalized']);

/**
 * Builds the site and says what is wrong with what it was built of.
 *
 * @returns {Promise<string[]>} problems, none where all is well.
 */
export async function buildSite() {
  const manifest = readFileSync(resolve(root, 'dist/custom-elements.json'), 'utf8');
  const elements = describeElements(JSON.parse(manifest));
  // Read before TypeDoc empties the folder.
  const page = resolve(site, 'elements.md');
  mkdirSync(site, { recursive: true });
  writeFileSync(page, elements.text);
  const { app, project, problems } = await convert(entries, {
    tsconfig: resolve(root, 'tsconfig.json'),
    readme: resolve(root, 'README.md'),
    projectDocuments: [...guides, 'SECURITY.md', 'CONTRIBUTING.md', page].map((file) =>
      resolve(root, file),
    ),
  });
  await app.generateDocs(project, site);
  return [...elements.problems, ...problems()];
}

/**
 * Reads docstrings, and gathers what TypeDoc has to say against them.
 *
 * @param {Readonly<Record<string, string>>} named - files, by what a page imports.
 * @param {Partial<import('typedoc').TypeDocOptions>} options
 */
export async function convert(named, options) {
  const log = new ProblemLog();
  const app = await Application.bootstrap({
    name: 'Insitu',
    entryPoints: Object.values(named).map((file) => resolve(root, file)),
    // TypeDoc empties the folder that it writes to, and would take `docs/` itself.
    out: site,
    basePath: root,
    // Types are what `npm run check` is for.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    hideGenerator: true,
    highlightLanguages: [...OptionDefaults.highlightLanguages, 'vue', 'http', 'csv'],
    blockTags: [...OptionDefaults.blockTags, ...elementTags],
    excludeTags: [...OptionDefaults.excludeTags, ...elementTags],
    validation: { invalidLink: true, invalidPath: true, notDocumented: true, notExported: true },
    requiredToBeDocumented: [
      ...['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Enum', 'Method'],
    ],
    ...options,
  });
  app.logger = log;
  // TypeDoc names a module by its file.
  const names = Object.fromEntries(
    Object.entries(named).map(([name, file]) => [file.replace(/(\/index)?\.ts$/, ''), name]),
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.kindOf(ReflectionKind.Module)) {
        reflection.name = names[reflection.name] ?? reflection.name;
      } else if (reflection.isDocument()) {
        reflection.name = titleOf(reflection) ?? reflection.name;
      } else if (
        inherited.has(reflection.name) &&
        reflection.parent?.kindOf(ReflectionKind.Class)
      ) {
        project.removeReflection(reflection);
      }
    }
  });
  const project = await app.convert();
  if (!project) throw new Error(['nothing to document', ...log.problems].join('\n'));
  app.validate(project);
  const bare = withoutSentence(project);
  return { app, project, problems: () => [...log.problems, ...bare] };
}

/** The first heading of a guide. */
function titleOf({ content }) {
  return /^# (.+)$/m.exec(content.map(({ text }) => text).join(''))?.[1];
}

/** Symbols whose docstring has tags and no sentence: a reader of the list would see nothing. */
function withoutSentence(project) {
  return project.getReflectionsByKind(ReflectionKind.SomeExport).flatMap((reflection) => {
    const comment = reflection.comment ?? reflection.signatures?.[0]?.comment;
    if (!comment) return [];
    const text = comment.summary.map((part) => part.text).join('');
    if (/[.:!?]/.test(text)) return [];
    return [`${reflection.getFullName()} expected a docstring that begins with a sentence`];
  });
}

/** Keeps warnings and errors instead of printing them. */
class ProblemLog extends Logger {
  problems = [];

  log(message, level) {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.problems.push(String(message));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = await buildSite();
  for (const problem of problems) console.error(`  ${problem}`);
  console.log(`docs/dist/index.html, with ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
