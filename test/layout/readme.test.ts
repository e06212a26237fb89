import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { helpOf } from '../support/help.js';

const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
const readme = await read('README.md');

it('every command and option that the README names exists', async () => {
  const named = [...readme.matchAll(/honeyburst(?:\.js)? (?:-- )?([a-z]+)((?: [^\n`#&]*)?)/g)].map(
    ([, command, rest]) => ({
      command: command as string,
      rest: rest ?? '',
      options: [...(rest ?? '').matchAll(/--[a-z-]+/g)].map(([option]) => option),
    }),
  );
  const help = await helpOf();
  const known = new Set([...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, command]) => command));
  const commands = named.filter(({ command }) => known.has(command));
  expect(commands.length).toBeGreaterThan(12);
  for (const { command, rest, options } of commands) {
    if (options.length === 0) continue;
    const own = await helpOf(command);
    const [, subcommand] = /^ ([a-z]+)/.exec(rest) ?? [];
    const isGroup = subcommand !== undefined && new RegExp(`^ {2}${subcommand}\\b`, 'm').test(own);
    const text = isGroup ? await helpOf(command, subcommand) : own;
    for (const option of options) expect(text, `${command} ${rest}`).toContain(option);
  }
  const scripted = [...readme.matchAll(/npm run (?:--silent )?honeyburst -- ([a-z]+)/g)].map(
    ([, command]) => command,
  );
  expect(scripted.filter((command) => !known.has(command))).toEqual([]);
});
