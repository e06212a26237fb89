import { expect, it } from 'vitest';
import { parsePhotoUrl } from '../../src/photo/url.js';

it('a host with an accent is understood, also by a process that has read many', () => {
  // Enough for the engine to compile what parses them.
  for (let n = 0; n < 100_000; n++) parsePhotoUrl('http://photos.example/1.jpg');
  expect(parsePhotoUrl('http://café.example/1.jpg').host).toBe('xn--caf-dma.example');
});
