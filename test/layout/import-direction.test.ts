import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What each folder may import from, besides itself; types may come from anywhere to the left of app. */
const allowed: Record<string, readonly string[]> = {
  '.': ['*'],
  command: ['*'],
  config: [],
  database: [],
  taxonomy: ['database'],
  listing: ['database', 'taxonomy'],
  photo: [],
  onnx: [],
  tensorflow: ['onnx'],
  inference: ['onnx', 'tensorflow'],
  backbone: ['onnx'],
  classifier: ['backbone', 'database', 'inference', 'onnx', 'photo'],
  'custom-vision': [
    'backbone',
    'classifier',
    'database',
    'http',
    'inference',
    'learning',
    'onnx',
    'photo',
    'taxonomy',
  ],
  suggestion: ['classifier', 'database', 'taxonomy'],
  review: ['classifier', 'database', 'listing', 'photo', 'suggestion', 'taxonomy'],
  analytics: ['database', 'suggestion'],
  enrichment: ['classifier', 'database', 'listing', 'photo', 'suggestion', 'taxonomy'],
  queue: ['database', 'enrichment'],
  report: ['photo', 'learning'],
  learning: ['backbone', 'classifier', 'inference', 'onnx', 'photo', 'taxonomy'],
  sample: ['taxonomy'],
  http: [
    'analytics',
    'classifier',
    'database',
    'enrichment',
    'listing',
    'photo',
    'queue',
    'review',
    'suggestion',
    'taxonomy',
    'custom-vision',
  ],
  retention: ['database'],
  metrics: ['custom-vision', 'database', 'enrichment'],
  tracing: ['enrichment'],
};
const roots = [
  'config',
  'csv-line',
  'error-code',
  'errors',
  'log',
  'parse-url',
  'progress',
  'random',
  'retry',
  'retry-after',
  'shared-promise',
  'shared-read',
  'write-file',
];

describe('imports', () => {
  it('point one way: from a stage to those left of it, and to the roots', async () => {
    const source = fileURLToPath(new URL('../../src', import.meta.url));
    const wrong: string[] = [];
    for (const name of await readdir(source, { recursive: true })) {
      if (!name.endsWith('.ts')) continue;
      const folder = name.includes('/') ? (name.split('/')[0] as string) : '.';
      const text = await readFile(join(source, name), 'utf8');
      for (const [, clause, from] of text.matchAll(/import ([^;]*?)from '(\.[^']+)';/gs)) {
        const parts = join(dirname(name), from as string).split('/');
        const target = parts.length === 1 ? (parts[0] as string).replace('.js', '') : (parts[0] as string);
        const typeOnly = (clause as string).startsWith('type ');
        const permitted = allowed[folder] ?? [];
        if (
          target === folder ||
          roots.includes(target) ||
          permitted.includes('*') ||
          permitted.includes(target)
        )
          continue;
        if (!typeOnly) wrong.push(`${name} imports ${from}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keep each vendor at home', async () => {
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
      'prom-client': /^metrics\//,
      '@opentelemetry/api': /^tracing\//,
      '@azure/cognitiveservices-customvision-prediction': /^custom-vision\//,
      '@azure/cognitiveservices-customvision-training': /^custom-vision\//,
      '@azure/ms-rest-js': /^custom-vision\//,
    };
    const source = fileURLToPath(new URL('../../src', import.meta.url));
    const wrong: string[] = [];
    for (const name of await readdir(source, { recursive: true })) {
      if (!name.endsWith('.ts')) continue;
      const text = await readFile(join(source, name), 'utf8');
      for (const [vendor, home] of Object.entries(homes)) {
        if (text.includes(`from '${vendor}'`) && !home.test(name)) wrong.push(`${name} imports ${vendor}`);
      }
      // See src/parse-url.ts.
      if (/URL\.canParse\(/.test(text)) wrong.push(`${name} calls URL.canParse`);
      if (text.includes('process.env') && name !== 'command/command.ts')
        wrong.push(`${name} reads process.env`);
    }
    expect(wrong).toEqual([]);
  });
});
