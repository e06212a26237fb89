import { z } from 'zod';
import type { Backend } from '../../src/classifier/backend.js';
import type { ModelDescription } from '../../src/classifier/model-description.js';
import { sha256 } from '../../src/classifier/model-folder.js';
import { readCalibration, readLabels } from '../../src/classifier/model-labels.js';

const describe = z.object({ darkest: z.number(), curve: z.string() });
type Description = ModelDescription & { engine: 'brightness' } & z.infer<typeof describe>;

/** A third backend: two families, `black` and `white`, told apart by the mean brightness of a small picture. */
export const brightnessBackend: Backend<Description> = {
  engine: 'brightness',
  describe,
  files: [{ name: 'notes.txt' }],
  runsHere: true,
  setup: { of: 'computed by a ruler', steps: ['look'] },
  checksum: ({ darkest, curve, families, calibration }) =>
    sha256(JSON.stringify([darkest, curve, families, calibration])),
  backbone: ({ curve }) => curve,
  async open({ description }) {
    const { name, darkest } = description;
    return {
      model: name,
      input: { kind: 'pixels', size: 16 },
      labels: readLabels(description),
      thresholds: readCalibration(description).thresholds,
      async classify(photos) {
        return photos.map(({ data, rows }) => {
          const channels = rows!.channels;
          const values = data.filter((_, index) => index % channels < 3);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 255;
          const white = Math.min(1, Math.max(0, (mean - darkest) / (1 - darkest)));
          return {
            coarse: Float32Array.of(1 - white, white),
            fine: Float32Array.of(1 - white, white),
            bodyShare: 1,
          };
        });
      },
      async close() {},
    };
  },
};
