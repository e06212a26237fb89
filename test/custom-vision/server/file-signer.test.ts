import { describe, expect, it } from 'vitest';
import { createFileSigner } from '../../../src/custom-vision/server/file-signer.js';

const path = '/customvision/files/i-0123/i-4567';
const day = 24 * 3_600_000;

describe('a signed address', () => {
  let now = Date.parse('2026-01-01T10:00:00.500Z');
  const signer = createFileSigner(Buffer.from('a secret'), () => now);
  const queryOf = (address: string) => Object.fromEntries(new URL(address).searchParams);

  it('has the parameters of a shared access signature and ends a day on', () => {
    const address = signer.sign(path, 'https://service:8080');
    expect(address.startsWith(`https://service:8080${path}?sv=`)).toBe(true);
    const query = queryOf(address);
    expect(Object.keys(query)).toEqual(['sv', 'sr', 'sig', 'se', 'sp']);
    expect(query).toMatchObject({ sr: 'b', se: '2026-01-02T10:00:00Z', sp: 'r' });
    expect(Buffer.from(query.sig!, 'base64')).toHaveLength(32);
  });

  it('opens its file until then, and no other', () => {
    const query = queryOf(signer.sign(path, 'https://service'));
    expect(signer.verify(path, query)).toBe('valid');
    expect(signer.verify(`${path}8`, query)).toBe('forged');
    now += day;
    expect(signer.verify(path, query)).toBe('expired');
    now -= day;
  });

  it.each([
    ['a later end', { se: '2027-01-01T10:00:00Z' }],
    ['another signature', { sig: Buffer.alloc(32).toString('base64') }],
    ['a short signature', { sig: 'AAAA' }],
    ['no signature', { sig: undefined }],
    ['the signature twice', { sig: ['a', 'b'] }],
    ['no end', { se: undefined }],
  ])('is not opened by %s', (_, change) => {
    expect(signer.verify(path, { ...queryOf(signer.sign(path, 'https://service')), ...change })).toBe(
      'forged',
    );
  });

  it('is not opened by what another secret signed', () => {
    const other = createFileSigner(Buffer.from('another secret'), () => now);
    expect(signer.verify(path, queryOf(other.sign(path, 'https://service')))).toBe('forged');
  });
});
