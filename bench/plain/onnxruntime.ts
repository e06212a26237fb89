import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { readArguments } from '../rig/arguments.js';
import { timeFiles } from '../rig/time-files.js';

const {
  operands: [folder, network],
} = readArguments({
  about: `
What one would write with onnxruntime-node: the very network of the model, one photo after the other, with ONNX
Runtime's own defaults (a thread for each core). Prints JSON.`,
  operands: ['PHOTO_FOLDER', 'NETWORK_ONNX'],
});

const session = await InferenceSession.create(network, { logSeverityLevel: 3 });
await timeFiles(folder, async (file) => {
  const pixels = await sharp(await readFile(file))
    .resize(320, 320, { fit: 'contain', background: { r: 255, g: 255, b: 255, alpha: 0 } })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const { finishes } = await session.run({
    pixels: new Tensor('uint8', new Uint8Array(pixels), [1, 320, 320, 4]),
  });
  return finishes?.data;
});
