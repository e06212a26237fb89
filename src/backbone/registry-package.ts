import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ModelJson } from './tfjs-model.js';

const require = createRequire(import.meta.url);

/**
 * The files of a TensorFlow.js model in the npm package nsfwjs (MIT). Its ImageNet-architecture networks serve as
 * feature extractors without their last layers.
 */
export function readPackagedFiles(name: string): { json: ModelJson; shards: Buffer } {
  // require() is instant; the package's own loader uses import(), whose lexer takes ten seconds for a shard.
  const folder = join(packageFolder(), 'dist/models', name);
  const shards = readdirSync(folder)
    .filter((file) => file.includes('shard'))
    .sort((a, b) => shardNumber(a) - shardNumber(b))
    .map((file) => Buffer.from(require(join(folder, file)), 'base64'));
  return { json: require(join(folder, 'model.min.js')), shards: Buffer.concat(shards) };
}

/** The licence of these networks, which must accompany every copy. */
export function readPackagedLicence(): string {
  return readFileSync(join(packageFolder(), 'LICENSE'), 'utf8');
}

function packageFolder(): string {
  return join(dirname(require.resolve('nsfwjs/models/mobilenet_v2')), '../../..');
}

function shardNumber(file: string): number {
  return Number(/shard(\d+)of/.exec(file)?.[1]);
}
