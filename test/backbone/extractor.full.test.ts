import { createHash } from 'node:crypto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { backboneNames, loadExtractor } from '../../src/backbone/backbone.js';
import { grid } from '../../src/backbone/grid.js';
import { photoSize as size } from '../../src/backbone/look.js';

const points = grid.cells * 4;

/** Models and caches are bound to these: others make every trained head and cached embedding worthless. */
const checksums: Record<string, string> = {
  'mobilenet-v2': 'ed849de05536b49be543293753c2cc79b09238968e316ccf343bfe340f0533c7',
  'mobilenet-v2-1.0': '9260c19d4907b54fef1165300f92130a9c2370735cc24075ca462571947d997b',
  'inception-v3': '686cd3679b73af5ecf34b3954df9a4e589fe5b2ad22e3b66213fc805c880a279',
};

describe.each(backboneNames)('the extractor of %s', (name) => {
  it('gives embeddings of one shape, and colour where the photo is', async () => {
    const extractor = loadExtractor(name);
    expect(createHash('sha256').update(extractor).digest('hex')).toBe(checksums[name]);
    const session = await InferenceSession.create(extractor, { logSeverityLevel: 3 });
    // Red, with white on the left up to a column that no border of points meets.
    const firstColumn = Math.round(size * 0.34);
    const pixels = new Uint8Array(2 * size * size * 4);
    for (let i = 0; i < 2 * size * size; i++)
      pixels.set(i % size < firstColumn ? [255, 255, 255, 0] : [200, 30, 40, 255], i * 4);
    const outputs = await session.run({ pixels: new Tensor('uint8', pixels, [2, size, size, 4]) });

    const shapes = {
      cells: [2, 2, 196, 64],
      coarse: [2, 2, 49, 96],
      global: [2, 2, 192],
      colour: [2, 2, 4, 196, 16],
    };
    for (const [part, shape] of Object.entries(shapes)) {
      expect(outputs[part]?.type).toBe('int8');
      expect(outputs[part]?.dims).toEqual(shape);
    }
    for (const part of ['cells', 'coarse', 'global']) {
      expect(new Set(outputs[part]?.data as Int8Array).size).toBeGreaterThan(20);
    }
    // Both photos are the same: so are both boxes, and they lie where the colour is.
    const [x = 0, y = 0, half = 0, ...other] = outputs.body!.data as Float32Array;
    expect(other).toEqual([x, y, half]);
    expect(x).toBeGreaterThan(0.5);
    // On the grid of boxes.
    expect(half).toBeGreaterThanOrEqual(0.22 - 0.5 / 256);
    expect(half * 256).toBe(Math.round(half * 256));
    expect(half).toBeLessThanOrEqual(0.5);
    const { at } = colourPlanes(outputs.colour?.data as Int8Array);
    const firstPoint = Math.ceil((firstColumn * points) / size);
    for (let x = 0; x < points; x++) expect(at('valid', x), `point ${x}`).toBe(x >= firstPoint ? 1 : 0);
    // Lab of (200, 30, 40) is (43.3, 63.3, 40.0).
    expect(Math.round((at('L', points - 1) + 128) / 2.55)).toBe(43);
    expect([at('a', points - 1), at('b', points - 1)]).toEqual([63, 40]);
  });
});

/** Values of the whole second photo in its upper row of points. */
function colourPlanes(colour: Int8Array) {
  const planes = ['L', 'a', 'b', 'valid'];
  const secondPhoto = colour.length / 2;
  return {
    at: (plane: string, x: number) =>
      colour[
        secondPhoto + (planes.indexOf(plane) * grid.cells ** 2 + Math.floor(x / 4)) * grid.points + (x % 4)
      ] as number,
  };
}
