/**
 * Prints docs/settings.md: every environment variable with its default and meaning, as src/config/ declares them.
 * npm run settings
 */
import { configSchema } from '../dist/config/config.js';
import { defaultOf, describeSetting, fieldsOf } from '../dist/config/setting.js';

const page = [
  '# Settings',
  'Honeyburst reads its settings from environment variables. An option of a command wins over the variable, and the variable wins over the default. An empty variable counts as absent. If a value is wrong, the program lists all problems and exits with status 2. `honeyburst doctor` shows what is used.',
];
const entries = Object.entries(fieldsOf(configSchema));
const general = entries.filter(([, field]) => describeSetting(field));
const rooms = entries.filter(([, field]) => !describeSetting(field));
for (const [title, fields] of [
  ['General', general.map(([, field]) => field)],
  ...rooms.map(([, room]) => [room.description, Object.values(fieldsOf(room))]),
]) {
  page.push(
    `## ${title}`,
    ['| variable | default | meaning |', '| --- | --- | --- |', ...fields.map(row)].join('\n'),
  );
}
process.stdout.write(`${page.join('\n\n')}\n`);

function row(field) {
  const { variable, description, shownDefault } = describeSetting(field);
  const value = defaultOf(field);
  return `| \`${variable}\` | ${shownDefault ?? (value ? `\`${value}\`` : 'none')} | ${description} |`;
}
