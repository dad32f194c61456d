#!/usr/bin/env node
import { createRequire } from 'node:module';
import { isRiskError } from '../core/errors.js';
import { parseCommand, UsageError, type Command } from './command.js';

/** Each is loaded when it is asked for: training brings most of the code. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  train: async () => (await import('./train.js')).train,
  scorecard: async () => (await import('./train.js')).scorecard,
  distill: async () => (await import('./distill.js')).distill,
  pretrain: async () => (await import('./pretrain.js')).pretrain,
  adapt: async () => (await import('./adapt.js')).adapt,
  pack: async () => (await import('./pack.js')).pack,
  inspect: async () => (await import('./inspect.js')).inspect,
  lint: async () => (await import('./lint.js')).lint,
  score: async () => (await import('./score.js')).score,
  compare: async () => (await import('./compare.js')).compare,
  fairness: async () => (await import('./fairness.js')).fairness,
  keygen: async () => (await import('./keygen.js')).keygen,
  verify: async () => (await import('./verify.js')).verify,
  assets: async () => (await import('./assets.js')).assets,
};

/** Issues shown to a person; `--json` has them all. */
const SHOWN_ISSUES = 20;

const EXIT = { done: 0, refused: 1, usage: 2 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? console.error : console.log)(await overview());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === '--version' || name === '-v') {
    console.log(version());
    return EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]!() : undefined;
  const json = rest.includes('--json');
  try {
    if (!command) throw new UsageError(`no command "${name}"`);
    const input = parseCommand(command, rest);
    if (input.values.flag('help')) {
      console.log(`insitu ${name} ${command.usage}\n\n${command.details}`);
      return EXIT.done;
    }
    const outcome = await command.run(input);
    const print = outcome.wroteResult ? console.error : console.log;
    print(json ? JSON.stringify(outcome.json, null, 2) : outcome.text);
    return outcome.refused ? EXIT.refused : EXIT.done;
  } catch (error) {
    if (error instanceof UsageError) {
      const usage = command ? `usage: insitu ${name} ${command.usage}` : await overview();
      console.error(`insitu: ${error.message}\n${usage}`);
      return EXIT.usage;
    }
    console.error(json ? JSON.stringify({ error: errorData(error) }, null, 2) : describe(error));
    return EXIT.refused;
  }
}

/** That of the package in which this file lies. */
function version(): string {
  const { version: written } = createRequire(import.meta.url)('../../package.json') as {
    readonly version: string;
  };
  return written;
}

async function overview(): Promise<string> {
  const commands = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => {
      const { usage, summary } = await load();
      return `  ${name.padEnd(9)} ${summary}\n            insitu ${name} ${usage}`;
    }),
  );
  return [
    'insitu: trains or packs a credit-risk model into one signed file, and scores with it',
    '',
    ...commands,
    '',
    'insitu COMMAND --help tells more. --json prints for machines. --version tells which this is.',
    'Exit code: 0 done, 1 refused, 2 wrong usage.',
  ].join('\n');
}

/** Messages of unknown errors may quote what was read, so their kind is all that is shown. */
function errorData(error: unknown): { code: string; message: string; issues?: unknown } {
  if (isRiskError(error)) return error.toJSON();
  const kind = error instanceof Error ? error.name : typeof error;
  return { code: 'INTERNAL', message: `a fault of insitu itself (${kind})` };
}

function describe(error: unknown): string {
  const { code, message } = errorData(error);
  const lines = [`insitu: ${code}: ${message}`];
  const issues = isRiskError(error) ? error.issues : [];
  if (issues.length > 1) {
    for (const { path, expected, got } of issues.slice(0, SHOWN_ISSUES)) {
      lines.push(`  ${path} expected ${expected ?? 'something else'}${got ? `, got ${got}` : ''}`);
    }
    if (issues.length > SHOWN_ISSUES) lines.push(`  and ${issues.length - SHOWN_ISSUES} more`);
  }
  return lines.join('\n');
}
