import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One command of `insitu`. */
export interface Command {
  /** After the command's name: `MODEL -o B.insitu [--key KEY]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `insitu COMMAND --help` adds. */
  readonly details: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** @returns what `--json` prints; otherwise `text` is shown. */
  run(input: CommandInput): Promise<Outcome>;
}

export interface CommandInput {
  readonly positionals: readonly string[];
  readonly values: OptionValues;
}

/** What a command has to say when it is done. */
export interface Outcome {
  readonly json: unknown;
  /** For people; goes to stderr when `result` went to stdout. */
  readonly text: string;
  /** Whether stdout already carries the result. */
  readonly wroteResult?: boolean;
  /** Done, and the answer is no: exit code 1. */
  readonly refused?: boolean;
}

/** The caller's mistake in calling: exit code 2. */
export class UsageError extends Error {}

/** Parsed options with their types checked once more, so that commands need no casts. */
class OptionValues {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** @throws UsageError for anything but one of `options`. */
  oneOf<const T extends string>(name: string, options: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = options.find((option) => option === value);
    if (found === undefined) throw new UsageError(`--${name} expected ${options.join(' or ')}`);
    return found;
  }
}

const SHARED = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

/** @throws UsageError for unknown options. */
export function parseCommand(command: Command, parameters: readonly string[]): CommandInput {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      options: { ...command.options, ...SHARED },
      allowPositionals: true,
    });
    return { positionals, values: new OptionValues(values) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unknown options');
  }
}

/** @throws UsageError unless there are as many as there are names. */
export function positionalsOf(input: CommandInput, ...names: string[]): string[] {
  if (input.positionals.length !== names.length)
    throw new UsageError(`expected ${names.join(' ')}`);
  return [...input.positionals];
}
