import { relative } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A `--flag`: what it means, its value where it is absent, and how its text is read (undefined: not at all). */
export interface Flag<T> {
  help: string;
  fallback: T;
  parse: ((text: string) => T | undefined) | undefined;
}

/** A flag that takes a number; without a fallback it is undefined unless it is given. */
export function number<D extends number | undefined = undefined>(help: string, fallback?: D) {
  const parse = (given: string) => (Number.isFinite(Number(given || 'none')) ? Number(given) : undefined);
  return { help, fallback, parse } as Flag<number | D>;
}

/** A flag that takes a word, such as a path; without a fallback it is undefined unless it is given. */
export function text<D extends string | undefined = undefined>(help: string, fallback?: D) {
  return { help, fallback, parse: (given: string) => given } as Flag<string | D>;
}

/** A flag that takes no value: true where it is given. */
export function toggle(help: string): Flag<boolean> {
  return { help, fallback: false, parse: undefined };
}

interface Usage<Operands extends readonly string[], Flags> {
  /** What the command does, for `--help`. */
  about: string;
  /** Names of the arguments that must be given, in their order. */
  operands?: Operands;
  flags?: Flags;
}

interface Arguments<Operands extends readonly string[], Flags> {
  operands: { [Place in keyof Operands]: string };
  flags: { [Name in keyof Flags]: Flags[Name] extends Flag<infer T> ? T : never };
}

/**
 * Reads the command line of this process. `--help` prints the usage and ends the process with status 0; a wrong call
 * prints it on standard error and ends with status 2. Call it before anything is started.
 */
export function readArguments<
  const Operands extends readonly string[] = [],
  // biome-ignore lint/complexity/noBannedTypes: no flags are the empty object
  Flags extends Record<string, Flag<unknown>> = {},
>(usage: Usage<Operands, Flags>): Arguments<Operands, Flags> {
  const given = parse(usage);
  if (given === 'help') {
    process.stdout.write(describe(usage));
    process.exit(0);
  }
  if (typeof given === 'string') {
    process.stderr.write(`${given}\n\n${describe(usage)}`);
    process.exit(2);
  }
  return given;
}

/** The arguments, `help`, or what is wrong with them. */
function parse<Operands extends readonly string[], Flags extends Record<string, Flag<unknown>>>(
  usage: Usage<Operands, Flags>,
): Arguments<Operands, Flags> | string {
  const flags: [string, Flag<unknown>][] = Object.entries(usage.flags ?? {});
  const options: ParseArgsConfig['options'] = { help: { type: 'boolean', short: 'h' } };
  for (const [name, flag] of flags) options[name] = { type: flag.parse ? 'string' : 'boolean' };
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    if (values.help) return 'help';
    const operands = usage.operands ?? [];
    if (positionals.length !== operands.length) {
      const wanted = operands.length > 0 ? `Give ${operands.join(' ')}` : 'Give options only';
      return `${wanted}: there are ${positionals.length} arguments.`;
    }
    const read = flags.map(([name, { fallback, parse }]) => {
      const value = values[name];
      if (value === undefined) return [name, fallback];
      const parsed = typeof value === 'string' ? parse?.(value) : value;
      if (parsed === undefined) throw new TypeError(`--${name} does not take '${value}'.`);
      return [name, parsed];
    });
    // The compiler cannot see that a flag of each name was read.
    return { operands: positionals, flags: Object.fromEntries(read) } as never;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describe({ about, operands = [], flags = {} }: Usage<readonly string[], object>): string {
  const lines = Object.entries<Flag<unknown>>({ ...flags, help: toggle('print this text') }).map(
    ([name, { help, fallback, parse }]) => {
      const form = parse ? `--${name} VALUE` : `--${name}`;
      const standard = parse && fallback !== undefined ? ` (default ${fallback})` : '';
      return `  ${form.padEnd(22)} ${help}${standard}\n`;
    },
  );
  const command = ['node', relative(process.cwd(), process.argv[1] ?? ''), ...operands, '[options]'];
  return `Usage: ${command.join(' ')}\n\n${about.trim()}\n\nOptions:\n${lines.join('')}`;
}
