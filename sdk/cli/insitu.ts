#!/usr/bin/env node
import { isRiskError } from '../core/errors.js';
import { parseCommand, UsageError, type Command } from './command.js';
import { adapt } from './adapt.js';
import { assets } from './assets.js';
import { compare } from './compare.js';
import { distill } from './distill.js';
import { fairness } from './fairness.js';
import { inspect } from './inspect.js';
import { keygen } from './keygen.js';
import { lint } from './lint.js';
import { pack } from './pack.js';
import { pretrain } from './pretrain.js';
import { score } from './score.js';
import { scorecard, train } from './train.js';
import { verify } from './verify.js';

const COMMANDS: Readonly<Record<string, Command>> = {
  train,
  scorecard,
  distill,
  pretrain,
  adapt,
  pack,
  inspect,
  lint,
  score,
  compare,
  fairness,
  keygen,
  verify,
  assets,
};

/** Issues shown to a person; `--json` has them all. */
const SHOWN_ISSUES = 20;

const EXIT = { done: 0, refused: 1, usage: 2 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? console.error : console.log)(overview());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
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
      const usage = command ? `usage: insitu ${name} ${command.usage}` : overview();
      console.error(`insitu: ${error.message}\n${usage}`);
      return EXIT.usage;
    }
    console.error(json ? JSON.stringify({ error: errorData(error) }, null, 2) : describe(error));
    return EXIT.refused;
  }
}

function overview(): string {
  const commands = Object.entries(COMMANDS).map(
    ([name, { usage, summary }]) =>
      `  ${name.padEnd(9)} ${summary}\n            insitu ${name} ${usage}`,
  );
  return [
    'insitu: trains or packs a credit-risk model into one signed file, and scores with it',
    '',
    ...commands,
    '',
    'insitu COMMAND --help tells more. --json prints for machines.',
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
