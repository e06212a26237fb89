import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { readPhotos } from './dataset-photos.js';

export interface CustomVisionPhotos {
  /** Path of what is trained on. */
  dataset: string;
  /** Loaders of the photos of the listings. */
  photos: (() => Promise<Buffer>)[];
}

/** Photos of a dataset; what is trained on is written to `home`. */
export async function chooseRealPhotos(
  home: string,
  labels: string,
  { training: wanted, listings }: { training: number; listings: number },
): Promise<CustomVisionPhotos> {
  const photos = await readPhotos(labels);
  const training = photos.filter(({ split }) => split === 'train');
  const step = Math.max(1, Math.floor(training.length / wanted));
  const spread = training.filter((_, i) => i % step === 0).slice(0, wanted);
  // Custom Vision needs five photos a tag, besides those that are held back for calibration.
  const countOf = (family: string) => spread.filter((photo) => photo.family === family).length;
  const chosen = spread.filter(({ family }) => countOf(family) >= 12);
  const rows = chosen.map(({ file, family, finish, group }) => [file, family, finish ?? '', group].join(','));
  const dataset = join(home, 'labels.csv');
  await writeFile(dataset, ['file,family,finish,group', ...rows].join('\n'));
  const others = [
    ...photos.filter(({ split }) => split === 'validation'),
    ...training.filter((one) => !chosen.includes(one)),
  ];
  return {
    dataset,
    photos: others.slice(0, listings).map(
      ({ file }) =>
        () =>
          readFile(file),
    ),
  };
}

type Colour = readonly [red: number, green: number, blue: number];

/** Drawn squares in the colours of four finishes on a light ground, no two alike. */
export async function drawPhotos(home: string, listings: number): Promise<CustomVisionPhotos> {
  const colours: Record<string, Colour> = {
    'red/fiesta-red': [230, 90, 70],
    'red/candy-apple-red': [150, 15, 35],
    'blue/lake-placid-blue': [40, 90, 180],
    'blue/sonic-blue': [150, 200, 215],
  };
  const dataset = join(home, 'labelled');
  for (const [label, colour] of Object.entries(colours)) {
    await mkdir(join(dataset, label), { recursive: true });
    for (let number = 0; number < 12; number++)
      await writeFile(join(dataset, label, `${number}.jpg`), await draw(colour, number));
  }
  const all = Object.values(colours);
  const photos = Array.from(
    { length: listings },
    (_, i) => () => draw(all[i % all.length]!, 12 + Math.floor(i / all.length)),
  );
  return { dataset, photos };
}

function draw([r, g, b]: Colour, number: number): Promise<Buffer> {
  const size = 90 + (number % 120);
  const ground = { r: 240, g: 240 - (Math.floor(number / 120) % 30), b: 235 };
  const square = { create: { width: size, height: size, channels: 3, background: { r, g, b } } } as const;
  return sharp({ create: { width: 256, height: 256, channels: 3, background: ground } })
    .composite([{ input: square, gravity: 'centre' }])
    .jpeg()
    .toBuffer();
}
