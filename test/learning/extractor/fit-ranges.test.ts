import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readBackbone } from '../../../src/backbone/backbone.js';
import { parseConfig } from '../../../src/config/config.js';
import { fitRanges } from '../../../src/learning/extractor/fit-ranges.js';
import { silentProgress } from '../../../src/progress.js';
import { makeFolder } from '../../support/folder.js';

it('ranges are fitted for every layer that the shipped ones name', async () => {
  const { folder, remove } = await makeFolder();
  try {
    const files = await Promise.all(
      ['#a33', '#26b'].map(async (background, index) => {
        const file = join(folder, `${index}.png`);
        const photo = sharp({ create: { width: 200, height: 90, channels: 3, background } });
        await writeFile(file, await photo.png().toBuffer());
        return file;
      }),
    );
    const ranges = await fitRanges(readBackbone('mobilenet-v2', { quantised: false }), files, {
      home: folder,
      threads: 1,
      limits: parseConfig({}).photo,
      progress: silentProgress,
    });
    const shipped = JSON.parse(
      await readFile(new URL('../../../data/mobilenet-v2.ranges.json', import.meta.url), 'utf8'),
    ) as Record<string, [number, number]>;
    expect(Object.keys(ranges)).toEqual(Object.keys(shipped));
    for (const [least, most] of Object.values(ranges)) {
      expect(least).toBeLessThan(0);
      expect(most).toBeGreaterThan(0);
    }
  } finally {
    await remove();
  }
});
