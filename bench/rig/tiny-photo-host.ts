/** A process that serves tiny photos, so that their memory is not the worker's. It tells its parent where. */
import sharp from 'sharp';
import { serveDistinctPhotos } from './photo-host.js';

const create = { width: 40, height: 30, channels: 3, background: '#dc3c32' } as const;
const { name } = await serveDistinctPhotos(await sharp({ create }).jpeg().toBuffer());
process.send?.(name);
