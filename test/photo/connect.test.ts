import type { LookupAddress } from 'node:dns';
import { expect, it } from 'vitest';
import { publicOnly } from '../../src/photo/connect.js';

const found: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '93.184.215.14', family: 4 },
  { address: '::1', family: 6 },
  { address: '2606:4700:4700::1111', family: 6 },
];

it('leaves only the public addresses of a name with several', () => {
  const lookup = publicOnly((_, __, callback) => callback(null, found));
  lookup('photos.example', { all: true }, (_, addresses) => {
    expect(addresses).toEqual([found[1], found[3]]);
  });
  lookup('photos.example', {}, (_, address, family) => {
    expect([address, family]).toEqual(['93.184.215.14', 4]);
  });
  expect.assertions(2);
});
