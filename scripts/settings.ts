import type { z } from 'zod';
import { configSchema } from '#dist/config/config.js';
import { defaultOf, describeSetting, fieldsOf } from '#dist/config/setting.js';
import { readArguments } from '../bench/rig/arguments.js';

readArguments({
  about: `
Prints docs/settings.md: every environment variable with its default and meaning, as src/config/ declares them. Run it
as: npm run --silent settings`,
});

const page = [
  '# Settings',
  'Honeyburst reads its settings from environment variables. An option of a command wins over the variable, and the variable wins over the default. An empty variable counts as absent. If a value is wrong, the program lists all problems and exits with status 2. `honeyburst doctor` shows what is used.',
];
const entries = Object.entries(fieldsOf(configSchema));
const general = entries.filter(([, field]) => describeSetting(field));
const rooms = entries.filter(([, field]) => !describeSetting(field));
const tables: [title: string, fields: z.ZodType[]][] = [
  ['General', general.map(([, field]) => field)],
  ...rooms.map(([, room]): [string, z.ZodType[]] => [room.description!, Object.values(fieldsOf(room))]),
];
for (const [title, fields] of tables) {
  page.push(
    `## ${title}`,
    ['| variable | default | meaning |', '| --- | --- | --- |', ...fields.map(row)].join('\n'),
  );
}
process.stdout.write(`${page.join('\n\n')}\n`);

function row(field: z.ZodType): string {
  const { variable, description, shownDefault } = describeSetting(field)!;
  const value = defaultOf(field);
  return `| \`${variable}\` | ${shownDefault ?? (value ? `\`${value}\`` : 'none')} | ${description} |`;
}
