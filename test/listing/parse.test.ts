import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  parseFlatListing,
  parseListing,
  parseReverbListing,
  unwrapListings,
} from '../../src/listing/parse.js';

const reverbFolder = fileURLToPath(new URL('../../../shared/reverb/', import.meta.url));
const readReverb = (name: string) => JSON.parse(readFileSync(`${reverbFolder}${name}`, 'utf8'));

describe.skipIf(!existsSync(reverbFolder))(
  'real Reverb files (skipped where ../shared/reverb is absent)',
  () => {
    test('a page of 2020 gives its listing with all photos, and an empty finish as none', () => {
      const listings = unwrapListings(readReverb('listings-page-2020-gatsby-source-reverb.json')).map(
        parseListing,
      );
      expect(listings).toHaveLength(1);
      expect(listings[0]).toMatchObject({
        externalId: '35995592',
        make: 'Griffin',
        model: 'iMic',
        finish: null,
        year: null,
        url: 'https://reverb.com/item/35995592-griffin-imic',
        state: 'live',
        photoUrls: [
          'https://images.reverb.com/image/upload/s--G52UMUoR--/f_auto,t_large/v1601309172/hqno0nn257njj0liihas.jpg',
          'https://images.reverb.com/image/upload/s--Vm8dJ38H--/f_auto,t_large/v1601309176/q85la2a11r3xproysgil.jpg',
        ],
      });
      expect(listings[0]?.description).toContain('<li>Audio Input: 1/8" (3.5 mm)');
    });

    test('a page of 2026 gives its listing', () => {
      const listings = unwrapListings(readReverb('listings-all-2026-ASSEMBLED.json')).map(parseListing);
      expect(listings).toEqual([
        {
          externalId: '97305232',
          make: 'Silvertone',
          model: '1448 with Case Amp Black',
          year: '60s',
          title: 'Silvertone 1448 with Case Amp Black 60s (USED)',
          description: '<p>placeholder</p>',
          finish: 'Black',
          url: 'https://reverb.com/item/97305232-silvertone-1448',
          state: 'live',
          photoUrls: [
            'https://rvb-img.reverb.com/i/s--AAAAAAAA--/quality=medium-low,height=800,width=800,fit=contain/fake0000000000000000.jpg',
          ],
        },
      ]);
    });

    test('the hostile listing of 2016 is taken out of its wrapper, its strings unchanged', () => {
      const [listing] = unwrapListings(readReverb('listing-detail-2016-sandbox-hostile-strings.json')).map(
        parseListing,
      );
      expect(listing).toMatchObject({
        externalId: '65905',
        make: '"><img onerror=alert(1) src=',
        finish: '"><Img Onerror=Alert(1) Src=',
        description: '"&gt;&lt;img onerror=alert(1) src=',
        url: null,
        state: 'draft',
        photoUrls: [expect.stringContaining('h_1136,q_auto:eco,w_640/v1475027634/llyoz5rfodyrpz8cpcox.jpg')],
      });
    });
  },
);

describe('a Reverb listing', () => {
  const photo = (links: object) => ({ _links: links });
  const full = { href: 'https://photos.test/full.jpg' };
  const large = { href: 'https://photos.test/large.jpg' };

  test.each([
    ['the full version', { photos: [photo({ full, large_crop: large })] }, [full.href]],
    ['else the large one', { photos: [photo({ large_crop: large })] }, [large.href]],
    [
      'else the original',
      { photos: [photo({})], cloudinary_photos: [{ preview_url: full.href }] },
      [full.href],
    ],
    ['else the first photo', { photos: [], _links: { photo: large } }, [large.href]],
    ['else none', { photos: null, _links: {} }, []],
    [
      'each photo once',
      { photos: [photo({ full }), photo({ full: large }), photo({ full })] },
      [full.href, large.href],
    ],
  ])('is taken with photos in the best version: %s', (_, fields, urls) => {
    expect(parseReverbListing({ id: 1, ...fields }).photoUrls).toEqual(urls);
  });

  test.each([
    [{ state: { slug: 'live' } }, 'live'],
    [{ state: { slug: 'draft' } }, 'draft'],
    [{ state: { slug: 'sold_out' } }, 'ended'],
    [{ state: { slug: 'ended' } }, 'ended'],
    [{ state: { slug: 'something-new' } }, 'ended'],
    [{ state: { slug: 'deleted' } }, 'deleted'],
    [{ state: 'live' }, 'live'],
    [{ draft: true }, 'draft'],
    [{}, 'live'],
  ])('with %o is %s', (fields, state) => {
    expect(parseReverbListing({ id: '7', ...fields }).state).toBe(state);
  });
});

describe('a flat listing', () => {
  test('may have camelCase names, numbers for text and photos in one text', () => {
    const listing = {
      externalId: 12,
      year: 1962,
      photoUrls: 'https://a.test/1,x.jpg|https://a.test/2.jpg\nhttp://a.test/3',
    };
    expect(parseFlatListing(listing)).toMatchObject({
      externalId: '12',
      year: '1962',
      state: 'live',
      title: null,
      photoUrls: ['https://a.test/1,x.jpg', 'https://a.test/2.jpg', 'http://a.test/3'],
    });
  });

  test.each([
    [{ external_id: '' }, /external_id is missing/],
    [{ external_id: 'x'.repeat(256) }, /external_id is longer than 255 characters/],
    [{ external_id: 'a', title: 'x'.repeat(5001) }, /title is longer than 5000 characters/],
    [{ external_id: 'a', title: { nested: true } }, /title must be text/],
    [{ external_id: 'a', state: 'gone' }, /state must be one of draft, live, ended, deleted/],
    [{ external_id: 'a', url: 'javascript:alert(1)' }, /url is not an http or https address/],
    [
      { external_id: 'a', photo_urls: ['https://a.test', 'file:///etc/passwd'] },
      /photo_urls.1 is not an http/,
    ],
    [{ external_id: 'a', photo_urls: [null] }, /photo_urls.0 must be text/],
    [{ external_id: 'a', photo_urls: 5 }, /photo_urls/],
    [
      { external_id: 'a', photo_urls: Array.from({ length: 51 }, (_, n) => `http://a.test/${n}`) },
      /more than 50 photos/,
    ],
    [{ title: 'neither' }, /external_id/],
    ['text', /external_id/],
    [null, /external_id/],
  ])('%o is refused with the field and the reason', (json, reason) => {
    expect(() => parseListing(json)).toThrow(reason);
  });

  test('names every field at fault, and none of their content', () => {
    const faults = { external_id: 'a', make: ['secret'], photo_urls: ['ftp://secret.test/key'] };
    expect(() => parseFlatListing(faults)).toThrow(
      'make must be text; photo_urls.0 is not an http or https address',
    );
  });

  test('keeps every character but those that Postgres cannot store', () => {
    const title = `'; DROP TABLE x; -- \\ \u2028 "\u{1f3b8}" %s $1 <b>&amp; \t\r\n ${'e\u0301'}`;
    expect(parseFlatListing({ external_id: 'a', title }).title).toBe(title);
    expect(parseFlatListing({ external_id: 'a', title: 'a\0b\ud83cc' }).title).toBe('ab\ufffdc');
  });
});
