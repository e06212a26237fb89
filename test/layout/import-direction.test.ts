import { describe, expect, it } from 'vitest';
import { composers, type Folder, folders } from './folders.js';
import { findCircles, findImports, type Import, packagesOf, readSources } from './imports.js';

const sources = await readSources();
const imports = findImports(sources);

/** The row that a file belongs to: that of its room, else that of its folder; undefined for files directly in src/. */
function rowOf(file: string): Folder | undefined {
  const parts = file.split('/').slice(0, -1);
  const [folder] = parts;
  if (folder === undefined) return undefined;
  const room = folders.find((row) => row.folder === parts.slice(0, 2).join('/'));
  if (room) return room;
  const hasRooms = folders.some((row) => row.folder.startsWith(`${folder}/`));
  const row = folders.find((one) => one.folder === folder);
  if (row && (parts.length === 1 || !hasRooms)) return row;
  throw new Error(`src/${file} is in a folder that test/layout/folders.ts does not list`);
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [row, target] = [rowOf(from), rowOf(to)];
  const isComposer = from in composers;
  if (to in composers) return isComposer || (row !== undefined && composers[to]!.includes(row.folder));
  if (!row) return isComposer || !target;
  // It uses nothing of Node.js, so that the page can share it.
  if (to === 'shared-promise.ts') return true;
  // Settings are for every stage.
  if (!target || target.folder === 'config') return !row.typesOnly || typeOnly;
  if (row === target) return true;
  if (row.typesOnly && !typeOnly) return false;
  return row.mayImport.includes('*') || row.mayImport.includes(target.folder);
}

describe('imports', () => {
  it('are found in every form', () => {
    const forms = [
      "import { a } from './b.js';",
      "import type { A } from './b.js';",
      "import {\n  a,\n  type A,\n} from './b.js';",
      "export { a } from './b.js';",
      "export type * from './b.js';",
      "import './b.js';",
      "const b = await import('./b.js');",
      "let b: typeof import('./b.js');",
      "new Worker(new URL('./b.js', import.meta.url));",
    ];
    const found = (form: string) =>
      findImports(
        new Map([
          ['a.ts', form],
          ['b.tsx', ''],
        ]),
      );
    expect(forms.map((form) => found(form).map(({ to }) => to))).toEqual(forms.map(() => ['b.tsx']));
    expect(forms.map((form) => found(form)[0]!.typeOnly)).toEqual(
      forms.map((form) => /^(im|ex)port type/.test(form)),
    );
    expect(imports.length).toBeGreaterThan(sources.size);
  });

  it('go where the folder may import from', () => {
    const wrong = imports.filter((one) => !isAllowed(one));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('form no circle, types included', () => {
    expect(findCircles(sources.keys(), imports)).toEqual([]);
  });
});

describe('the table of folders', () => {
  it('has a row for every folder, and none for a folder that is gone', () => {
    const used = new Set([...sources.keys()].map((file) => rowOf(file)?.folder));
    expect(folders.map(({ folder }) => folder).filter((folder) => !used.has(folder))).toEqual([]);
    expect(() => rowOf('unheard-of/file.ts')).toThrow('does not list');
    expect(() => rowOf('learning/unheard-of/file.ts')).toThrow('does not list');
  });

  it('names only folders that it lists, and says of each in one sentence what it holds', () => {
    const names = new Set(['*', ...folders.map(({ folder }) => folder)]);
    for (const { folder, holds, mayImport } of folders) {
      expect(
        mayImport.filter((name) => !names.has(name)),
        folder,
      ).toEqual([]);
      expect(holds, folder).toMatch(/^[A-Z].*\.$/);
    }
    expect(names.size).toBe(folders.length + 1);
  });
});

it('each vendor has one home, and only config reads the environment', () => {
  const homes: Record<string, RegExp> = {
    bullmq: /^(queue\/|database\/migrate)/,
    sharp: /^(photo|sample)\//,
    'onnxruntime-node': /^(backbone\/onnx-backbone|inference\/|learning\/)/,
    '@tensorflow/tfjs-core': /^tensorflow\//,
    'onnx-proto': /^onnx\//,
    undici: /^photo\//,
    vega: /^report\//,
    'vega-lite': /^report\//,
    commander: /^(cli|command\/)/,
    jstat: /^learning\//,
    'hyparquet-writer': /^analytics\//,
    fastify: /^(http|custom-vision\/routes)\//,
    preact: /^web\//,
    'prom-client': /^metrics\//,
    '@opentelemetry/api': /^tracing\//,
    '@azure/cognitiveservices-customvision-prediction': /^custom-vision\//,
    '@azure/cognitiveservices-customvision-training': /^custom-vision\//,
    '@azure/ms-rest-js': /^custom-vision\//,
  };
  const wrong: string[] = [];
  for (const [name, text] of sources) {
    for (const vendor of packagesOf(text)) {
      if (homes[vendor] && !homes[vendor].test(name)) wrong.push(`${name} imports ${vendor}`);
    }
    // See src/parse-url.ts.
    if (/URL\.canParse\(/.test(text)) wrong.push(`${name} calls URL.canParse`);
    if (text.includes('process.env') && name !== 'command/command.ts')
      wrong.push(`${name} reads process.env`);
  }
  expect(wrong).toEqual([]);
});
