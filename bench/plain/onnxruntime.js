/**
 * What one would write with onnxruntime-node: the very network of the model, one photo after the other, with ONNX
 * Runtime's own defaults (a thread for each core). Prints JSON.
 * By hand: node bench/plain/onnxruntime.js PHOTO_FOLDER NETWORK_ONNX
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const [folder, network] = process.argv.slice(2);
const session = await InferenceSession.create(network, { logSeverityLevel: 3 });
const look = async (file) => {
  const pixels = await sharp(await readFile(file))
    .resize(320, 320, { fit: 'contain', background: { r: 255, g: 255, b: 255, alpha: 0 } })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const { finishes } = await session.run({
    pixels: new Tensor('uint8', new Uint8Array(pixels), [1, 320, 320, 4]),
  });
  return finishes.data;
};

const files = (await readdir(folder)).map((name) => join(folder, name));
for (const file of files.slice(0, 8)) await look(file);
const startedAt = performance.now();
for (const file of files) await look(file);
const photosPerSecond = (files.length / (performance.now() - startedAt)) * 1000;
process.stdout.write(`${JSON.stringify({ photosPerSecond })}\n`);
