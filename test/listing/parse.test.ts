import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ParsedListing, parseListing, unwrapListings } from '../../src/listing/parse.js';

const listingOf = (json: unknown) => parseListing(json).listing;
const named = ({ listing, warnings }: ParsedListing) => ({ urls: listing.photoUrls, warnings });

const reverbFolder = fileURLToPath(new URL('../../../shared/reverb/', import.meta.url));
const readReverb = (name: string) => JSON.parse(readFileSync(`${reverbFolder}${name}`, 'utf8'));

describe.skipIf(!existsSync(reverbFolder))(
  'real Reverb files (skipped where ../shared/reverb is absent)',
  () => {
    test('a page of 2020 gives its listing with all photos, and an empty finish as none', () => {
      const listings = unwrapListings(readReverb('listings-page-2020-gatsby-source-reverb.json')).map(
        listingOf,
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
      const listings = unwrapListings(readReverb('listings-all-2026-ASSEMBLED.json')).map(listingOf);
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
        listingOf,
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
    expect(listingOf({ id: 1, ...fields }).photoUrls).toEqual(urls);
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
    expect(listingOf({ id: '7', ...fields }).state).toBe(state);
  });
});

describe('a state', () => {
  test.each([
    ['LIVE', 'live'],
    [{ slug: 'Live' }, 'live'],
    [{ slug: null, description: 'Live' }, 'live'],
    [{ description: 'Sold Out' }, 'ended'],
    [{ slug: 'seller_unavailable' }, 'ended'],
    [{ slug: 'Draft', description: 'Draft' }, 'draft'],
    [null, 'live'],
    [{ slug: null }, 'live'],
    ['', 'live'],
    [' In Stock ', 'live'],
  ])('%o is %s, without a warning', (said, state) => {
    const { listing, warnings } = parseListing({ id: 1, state: said });
    expect({ state: listing.state, warnings }).toEqual({ state, warnings: [] });
  });

  test('that is not known counts as ended, and the warning names it', () => {
    const { listing, warnings } = parseListing({ id: 1, state: { slug: 'on_hold' } });
    expect(listing.state).toBe('ended');
    expect(warnings).toEqual(['state {"slug":"on_hold"} is not known: the listing counts as ended']);
  });
});

describe('photos', () => {
  const a = 'https://a.test/1.jpg';
  const b = 'https://a.test/2.jpg';

  test.each([
    ['texts', { photos: [a, b] }],
    ['objects with a url', { images: [{ url: a, thumbnail: 'https://a.test/t.jpg' }, { url: b }] }],
    ['objects with a source', { images: [{ source: a }, { src: b }] }],
    ['image_urls', { image_urls: [a, b] }],
    ['imageUrls beside empty photos', { photos: [], imageUrls: [a, b] }],
    ['edges of GraphQL', { images: { edges: [{ node: { url: a } }, { node: { originalSrc: b } }] } }],
    [
      'sizes by name',
      { pictures: [{ sizes: { small: 'https://a.test/s', large: a } }, { full: { href: b } }] },
    ],
    [
      'small sizes only',
      { photos: [{ _links: { small_crop: { href: a } } }, { _links: { thumbnail: { href: b } } }] },
    ],
    ['addresses without a scheme', { photos: ['//a.test/1.jpg', '//a.test/2.jpg'] }],
    ['paths of the page', { url: 'https://a.test/item/1', photos: ['/1.jpg', '/2.jpg'] }],
    ['a text with commas', { photo_urls: `${a},${b}` }],
    ['a text with semicolons', { photo_urls: `${a}; ${b};` }],
    ['a JSON list in a text', { photo_urls: JSON.stringify([a, b]) }],
    ['a Python list in a text', { photo_urls: `['${a}', '${b}']` }],
    ['a list of objects in a text', { photo_urls: JSON.stringify([{ src: a }, { src: b }]) }],
  ])('are found as %s', (_, fields) => {
    expect(named(parseListing({ id: 1, ...fields }))).toEqual({ urls: [a, b], warnings: [] });
  });

  test.each([
    'https://a.test/w_800,h_600,c_fit/good.jpg',
    'https://a.test/good.jpg?x=1;y=2',
    'https://a.test/a,b;c.jpg',
  ])('keep commas and semicolons within an address: %s', (url) => {
    expect(listingOf({ external_id: 'a', photo_urls: url }).photoUrls).toEqual([url]);
  });

  test('a photo without a usable address costs that photo only, and is reported without its address', () => {
    const photos = [a, 'data:image/png;base64,secret', '/relative.jpg', null, 'ftp://secret.test/x', {}];
    expect(named(parseListing({ id: 1, photos }))).toEqual({
      urls: [a],
      warnings: [
        'photo 2 has a data: address, not http or https',
        'photo 3 has a relative address, and the listing no page to complete it by',
        'photo 4 has no address',
        'photo 5 has a ftp: address, not http or https',
        'photo 6 has no address',
      ],
    });
  });

  test('beyond the first 50 are left out and reported', () => {
    const photo_urls = Array.from({ length: 53 }, (_, n) => `http://a.test/${n}`);
    const { listing, warnings } = parseListing({ external_id: 'a', photo_urls });
    expect(listing.photoUrls).toEqual(photo_urls.slice(0, 50));
    expect(warnings).toEqual(['3 photos beyond the first 50']);
  });

  test('stay when the page of the listing has no usable address', () => {
    const parsed = parseListing({ id: 1, photos: [a], _links: { web: { href: '/item/1' } } });
    expect(parsed.listing).toMatchObject({ url: null, photoUrls: [a] });
    expect(parsed.warnings).toEqual(['url is not an http or https address']);
  });
});

describe('a flat listing', () => {
  test('may have camelCase names, numbers for text and photos in one text', () => {
    const listing = {
      externalId: 12,
      year: 1962,
      photoUrls: 'https://a.test/1,x.jpg|https://a.test/2.jpg\nhttp://a.test/3',
    };
    expect(listingOf(listing)).toMatchObject({
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
    [{ external_id: 'a', title: 'W\uffff' }, /title holds bytes that are neither UTF-8 nor surely/],
    [{ external_id: '\uffff' }, /external_id holds bytes that are neither UTF-8 nor surely/],
    [{ title: 'neither' }, /external_id/],
    ['text', /external_id/],
    [null, /external_id/],
  ])('%o is refused with the field and the reason', (json, reason) => {
    expect(() => parseListing(json)).toThrow(reason);
  });

  test('names every field at fault, and none of their content', () => {
    const faults = { external_id: 'a', make: ['secret'], title: { secret: true } };
    expect(() => listingOf(faults)).toThrow('make must be text; title must be text');
  });

  test('keeps every character but those that Postgres cannot store', () => {
    const title = `'; DROP TABLE x; -- \\ \u2028 "\u{1f3b8}" %s $1 <b>&amp; \t\r\n ${'e\u0301'}`;
    expect(listingOf({ external_id: 'a', title }).title).toBe(title);
    expect(listingOf({ external_id: 'a', title: 'a\0b\ud83cc' }).title).toBe('abc');
    expect(listingOf({ external_id: 'a', title: 'a\ufffdc' }).title).toBe('ac');
  });
});
