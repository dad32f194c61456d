import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A block of code in a guide. */
export interface Sample {
  /** The guide, from the root: `docs/embed.md`. */
  readonly guide: string;
  readonly language: string;
  readonly text: string;
  /** Where the comment before it says it belongs: `<!-- file: plain/index.html -->`. */
  readonly file: string | undefined;
  /** In which folder its commands are run: `<!-- run: loan -->`. */
  readonly run: string | undefined;
}

/** What people read: guides and the files at the root, from the root. */
export function guideFiles(): readonly string[] {
  const guides = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('docs', name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/dist/'))
    .sort();
  return [...guides, 'README.md', 'CONTRIBUTING.md', 'SECURITY.md'];
}

export function readGuide(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every block of code of a text, with what the comment before it says. */
export function samplesOf(guide: string, text: string): readonly Sample[] {
  const blocks = text.matchAll(
    /(?:<!-- (file|run): (\S+) -->\n\n)?^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm,
  );
  return [...blocks].map(([, mark, place, language, code]) => ({
    guide,
    language: language!,
    text: code!,
    file: mark === 'file' ? place : undefined,
    run: mark === 'run' ? place : undefined,
  }));
}

/** Names of an element and of its attributes, as HTML, JSX or a Vue template uses them. */
export function elementsIn(text: string): readonly { tag: string; attributes: string[] }[] {
  const tags = text.matchAll(/<(risk-[\w-]+)((?:"[^"]*"|\{[^}]*\}|[^>"{])*)>/g);
  return [...tags].map(([, tag, rest]) => ({
    tag: tag!,
    attributes: [...rest!.replace(/="[^"]*"|=\{[^}]*\}/g, '').matchAll(/[@:\w-]+/g)].map(
      ([name]) => name,
    ),
  }));
}

/** Links of a text to files and headings that are not there. */
export function brokenLinks(guide: string, text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => {
      const [path, heading] = target.split('#') as [string, string | undefined];
      const file = path === '' ? guide : join(dirname(guide), path);
      try {
        const there = path === '' ? text : readGuide(file);
        return heading !== undefined && !headingsOf(there).includes(heading);
      } catch {
        return true;
      }
    });
}

/** As hosts of repositories turn headings into anchors. */
function headingsOf(text: string): string[] {
  return [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
