import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PhotoLimits } from '../../src/config/photo.js';
import { HoneyburstError } from '../../src/errors.js';
import { createPhotoFetcher } from '../../src/photo/fetch.js';
import { testLog } from '../support/database.js';
import { createTestServer, type Handler } from '../support/http-server.js';

const photo = Buffer.from('any bytes: fetching does not look at them');
const secret = 'X-Signature-0f9a';

function createFetcher(limits: Partial<PhotoLimits> = {}, lookup?: LookupFunction) {
  const fetcher = createPhotoFetcher(
    {
      maxPerListing: 4,
      allowHosts: ['127.0.0.1'],
      timeoutMs: 60_000,
      maxBytes: 100_000,
      maxPixels: 1_000_000,
      maxRedirects: 3,
      ...limits,
    },
    { log: testLog, lookup },
  );
  onTestFinished(() => fetcher.close());
  return fetcher;
}

/** The error that a fetch must end with; none may show what comes after the host. */
async function failure(fetching: Promise<unknown>): Promise<HoneyburstError> {
  const error = await fetching.then(
    () => expect.fail('the fetch succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoneyburstError)) throw error;
  expect(error.stage).toBe('fetch');
  expect(inspect(error, { depth: 10 })).not.toContain(secret);
  return error;
}

const redirectTo =
  (location: string): Handler =>
  (_, response) =>
    void response.writeHead(302, { location }).end('moved');

const withStatus =
  (status: number, headers = {}): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end('sorry');

/** Keeps writing `chunk` every `everyMs` until the other side has had enough. */
async function drip(response: ServerResponse, chunk: string, everyMs: number) {
  while (!response.destroyed) {
    response.write(chunk);
    await sleep(everyMs);
  }
}

const encoded =
  (encoding: string | string[], body: Buffer | string): Handler =>
  (_, response) =>
    void response
      .writeHead(
        200,
        [encoding].flat().flatMap((value) => ['content-encoding', value]),
      )
      .end(body);

const gzipOnce = (bytes: Buffer) => gzipSync(bytes);
const compressions: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gzipOnce,
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
};

/** A redirect whose header has these very bytes. */
const redirectToBytes =
  (location: string, encoding: 'utf8' | 'latin1'): Handler =>
  (_, response) =>
    void response.socket!.end(Buffer.from(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\n\r\n`, encoding));

describe('a photo that can be had', () => {
  it.each([
    '',
    ' ',
    'none',
    'identity',
    'Identity',
    'UTF-8',
    'aws-chunked',
    'binary',
    'image/jpeg',
    '8bit, none',
  ])('comes as it is where nothing is compressed, whatever Content-Encoding says: %j', async (encoding) => {
    const server = await createTestServer({ '/a.jpg': encoded(encoding, photo) });
    expect((await createFetcher().fetch(`${server.url}/a.jpg`)).bytes).toEqual(photo);
  });

  it.each<[string | string[], Buffer]>([
    ['gzip', gzipSync(photo)],
    ['X-GZIP', gzipSync(photo)],
    ['deflate', deflateSync(photo)],
    ['deflate', deflateRawSync(photo)],
    ['deflate', gzipSync(photo)],
    ['br', brotliCompressSync(photo)],
    ['aws-chunked, gzip', gzipSync(photo)],
    ['gzip, br', brotliCompressSync(gzipSync(photo))],
    [['deflate', 'gzip'], gzipSync(deflateRawSync(photo))],
    ['gzip', Buffer.concat([gzipSync(photo.subarray(0, 9)), gzipSync(photo.subarray(9))])],
  ])('is unpacked where the host compressed it unasked: %s', async (encoding, body) => {
    const server = await createTestServer({ '/a.jpg': encoded(encoding, body) });
    const fetched = await createFetcher().fetch(`${server.url}/a.jpg`);
    expect(fetched.bytes).toEqual(photo);
    expect(fetched.sha256).toEqual(createHash('sha256').update(photo).digest());
  });

  it.each(['gzip', 'br', 'deflate', 'zstd'])(
    'is not unpacked where only the header says %s',
    async (encoding) => {
      const gif = Buffer.from('GIF89a and what follows');
      const server = await createTestServer({ '/a.gif': encoded(encoding, gif) });
      expect((await createFetcher().fetch(`${server.url}/a.gif`)).bytes).toEqual(gif);
    },
  );

  it.each([
    ['/gitarre-grün.jpg', 'utf8', '/gitarre-gr%C3%BCn.jpg'],
    ['/gitarre-grün.jpg', 'latin1', '/gitarre-gr%FCn.jpg'],
    ['bilder/ギター.jpg?größe=1', 'utf8', '/moved/bilder/%E3%82%AE%E3%82%BF%E3%83%BC.jpg?gr%C3%B6%C3%9Fe=1'],
    ['../ü x.jpg', 'utf8', '/%C3%BC%20x.jpg'],
    ['//HOST/é.jpg', 'utf8', '/%C3%A9.jpg'],
    ['http://HOST/%C3%A9/é.jpg', 'latin1', '/%C3%A9/%E9.jpg'],
  ] as const)('is found where Location has raw bytes: %s in %s', async (location, encoding, asked) => {
    const urls: string[] = [];
    const server = await createTestServer((request, response) => {
      urls.push(request.url!);
      if (urls.length > 1) response.end(photo);
      else redirectToBytes(location.replace('HOST', server.host), encoding)(request, response);
    });
    expect((await createFetcher().fetch(`${server.url}/moved/1`)).bytes).toEqual(photo);
    expect(urls[1]).toBe(asked);
  });

  it('comes with its SHA-256', async () => {
    const server = await createTestServer({ '/a.jpg': photo });
    const fetched = await createFetcher().fetch(`${server.url}/a.jpg?${secret}`);
    expect(fetched.bytes).toEqual(photo);
    expect(fetched.sha256).toEqual(createHash('sha256').update(photo).digest());
  });

  it('is asked for uncompressed, by name, and without a proxy', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    onTestFinished(() => void delete process.env.HTTP_PROXY);
    const server = await createTestServer({
      '/a.jpg': (request, response) => void response.end(JSON.stringify(request.headers)),
    });
    const { bytes } = await createFetcher().fetch(`${server.url}/a.jpg`);
    expect(JSON.parse(bytes.toString())).toMatchObject({
      'accept-encoding': 'identity',
      'user-agent': 'Honeyburst',
    });
  });

  it('shares connections with the photos before it', async () => {
    const server = await createTestServer({ '/a.jpg': photo, '/moved': redirectTo('/a.jpg') });
    const fetcher = createFetcher();
    for (let n = 0; n < 5; n++) {
      await fetcher.fetch(`${server.url}/moved`);
      await failure(fetcher.fetch(`${server.url}/missing`));
    }
    expect(server.requests()).toBe(15);
    // The next request may start an instant before the connection of the last one counts as free.
    expect(server.connections()).toBeLessThan(3);
  });

  it('is put together from many chunks of unknown number', async () => {
    const big = Buffer.alloc(90_000, 'honeyburst');
    const server = await createTestServer({
      '/a.jpg': async (_, response) => {
        for (let at = 0; at < big.length; at += 9_000) {
          response.write(big.subarray(at, at + 9_000));
          await sleep(1);
        }
        response.end();
      },
    });
    expect((await createFetcher().fetch(`${server.url}/a.jpg`)).bytes).toEqual(big);
  });

  it('is followed through redirects up to the limit', async () => {
    const server = await createTestServer({
      '/1': redirectTo('/2'),
      '/2': redirectTo('3?x=1'),
      '/3': redirectTo('/a.jpg'),
      '/a.jpg': photo,
    });
    expect((await createFetcher({ maxRedirects: 3 }).fetch(`${server.url}/1`)).bytes).toEqual(photo);
    const error = await failure(createFetcher({ maxRedirects: 2 }).fetch(`${server.url}/1?${secret}`));
    expect(error).toMatchObject({ code: 'photo_too_many_redirects', retryable: false });
  });
});

describe('an address that is not public', () => {
  const spellings = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0x0.0x0.0x1/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://127.0.0.1./',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://%31%32%37.0.0.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://localhost/',
    'http://LOCALHOST/',
    'https://localhost/',
    'http://[::1]/',
    'http://[::]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://10.0.0.1/',
    'http://192.168.0.1:8080/',
    'http://172.16.0.1/',
    'http://100.100.100.200/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://[::ffff:a9fe:a9fe]/',
    'https://169.254.169.254/',
    'http:169.254.169.254',
    'http:\\\\169.254.169.254\\',
    ' http://169.254.169.254/\t',
    'HtTp://169.254.169.254:80/',
    'http://168.63.129.16/machine?comp=goalstate',
  ];

  it.each(spellings)('is refused however it is spelt: %s', async (url) => {
    const error = await failure(createFetcher({ allowHosts: [] }).fetch(url));
    expect(error).toMatchObject({ code: 'photo_address_refused', retryable: false });
  });

  // The rest is relative to the redirecting host, or cannot be put in a header.
  it.each(spellings.filter((url) => /^https?:\/\/[!-~]+$/i.test(url)))(
    'is refused when redirected to, however it is spelt: %s',
    async (url) => {
      const server = await createTestServer({ '/a.jpg': redirectTo(url) });
      const error = await failure(createFetcher({ allowHosts: [server.host] }).fetch(`${server.url}/a.jpg`));
      expect(error).toMatchObject({ code: 'photo_address_refused', retryable: false });
    },
  );

  it.each(spellings.filter((url) => /[^\0-~]/.test(url)))(
    'is refused when redirected to in raw UTF-8: %s',
    async (url) => {
      const server = await createTestServer({ '/a.jpg': redirectToBytes(url, 'utf8') });
      const error = await failure(createFetcher({ allowHosts: [server.host] }).fetch(`${server.url}/a.jpg`));
      expect(error).toMatchObject({ code: 'photo_address_refused', retryable: false });
    },
  );

  it('is refused on another port than the allowed one', async () => {
    const inside = await createTestServer({ '/admin': 'secrets' });
    const outside = await createTestServer({ '/a.jpg': redirectTo(`${inside.url}/admin`) });
    const error = await failure(createFetcher({ allowHosts: [outside.host] }).fetch(`${outside.url}/a.jpg`));
    expect(error.code).toBe('photo_address_refused');
    expect(error.message).toContain('PHOTO_ALLOW_HOSTS');
    expect(outside.requests()).toBe(1);
    expect(inside.connections()).toBe(0);
  });

  it('is refused behind an innocent name, looked up once', async () => {
    const inside = await createTestServer({ '/admin': 'secrets' });
    let lookups = 0;
    const lookup: LookupFunction = (_, options, callback) => {
      lookups++;
      if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    };
    const url = inside.url.replace('127.0.0.1', 'photos.example');
    const error = await failure(createFetcher({}, lookup).fetch(`${url}/admin`));
    expect(error).toMatchObject({ code: 'photo_address_refused', retryable: false });
    expect(lookups).toBe(1);
    expect(inside.connections()).toBe(0);
  });

  it('is reached where its host is allowed by name, and by name and port', async () => {
    const server = await createTestServer({ '/a.jpg': photo });
    const url = server.url.replace('127.0.0.1', 'localhost');
    for (const allowed of ['localhost', new URL(url).host]) {
      const { bytes } = await createFetcher({ allowHosts: [allowed] }).fetch(`${url}/a.jpg`);
      expect(bytes).toEqual(photo);
    }
    const error = await failure(createFetcher({ allowHosts: ['localhost:1'] }).fetch(`${url}/a.jpg`));
    expect(error.code).toBe('photo_address_refused');
  });
});

describe('a URL that is no photo URL', () => {
  const urls = [
    '',
    'a.jpg',
    '//127.0.0.1/a.jpg',
    'http://',
    'http://[::1',
    'http://1.2.3.4.5/',
    'http://256.1.1.1/',
    'file:///etc/passwd',
    'ftp://127.0.0.1/a.jpg',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'jar:http://127.0.0.1!/a.jpg',
    'ws://127.0.0.1/',
    'unix:/var/run/docker.sock',
    `http://user:${secret}@127.0.0.1/a.jpg`,
    'http://photos.example@127.0.0.1/a.jpg',
  ];

  it.each(urls)('is refused: %s', async (url) => {
    const error = await failure(createFetcher().fetch(url));
    expect(error).toMatchObject({ code: 'photo_url_invalid', retryable: false });
  });

  it.each(urls.filter((url) => /^\w+:(?!\/\/$)/.test(url)))(
    'is refused when redirected to: %s',
    async (url) => {
      const server = await createTestServer({ '/a.jpg': redirectTo(url) });
      const error = await failure(createFetcher().fetch(`${server.url}/a.jpg?${secret}`));
      expect(error).toMatchObject({ code: 'photo_url_invalid', retryable: false });
      expect(error.message).toContain(server.host);
    },
  );
});

describe('a host that refuses', () => {
  it.each([
    [404, 'photo_not_found', false, 1],
    [410, 'photo_not_found', false, 1],
    [403, 'photo_http_status', false, 1],
    [204, 'photo_http_status', false, 1],
    [304, 'photo_http_status', false, 1],
    [500, 'photo_http_status', true, 3],
    [503, 'photo_throttled', true, 3],
    [429, 'photo_throttled', true, 3],
  ])('with %i fails with %s (retryable: %s) after %i requests', async (status, code, retryable, requests) => {
    const server = await createTestServer({ '/a.jpg': withStatus(status) });
    const error = await failure(createFetcher().fetch(`${server.url}/a.jpg?${secret}`));
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).toContain(server.host);
    expect(server.requests()).toBe(requests);
  });

  it('in a circle is left', async () => {
    const server = await createTestServer({ '/1': redirectTo('/2'), '/2': redirectTo('/1') });
    const error = await failure(createFetcher().fetch(`${server.url}/1`));
    expect(error.code).toBe('photo_too_many_redirects');
    expect(server.requests()).toBe(4);
  });

  it('at first is asked again', async () => {
    let requests = 0;
    const server = await createTestServer({
      '/a.jpg': (request, response) => {
        requests++;
        if (requests === 1) request.socket.destroy();
        else if (requests === 2) withStatus(502)(request, response);
        else response.end(photo);
      },
    });
    expect((await createFetcher().fetch(`${server.url}/a.jpg`)).bytes).toEqual(photo);
  });

  it('for a while is left alone that long', async () => {
    const askedAt: number[] = [];
    const server = await createTestServer({
      '/a.jpg': (request, response) => {
        askedAt.push(performance.now());
        if (askedAt.length === 1) withStatus(429, { 'retry-after': '1' })(request, response);
        else response.end(photo);
      },
    });
    await createFetcher().fetch(`${server.url}/a.jpg`);
    expect(askedAt[1]! - askedAt[0]!).toBeGreaterThanOrEqual(1000);
  });

  it('for longer than we wait is left to the queue, with the time that it asked for', async () => {
    const server = await createTestServer({ '/a.jpg': withStatus(503, { 'retry-after': '120' }) });
    const error = await failure(createFetcher().fetch(`${server.url}/a.jpg`));
    expect(error).toMatchObject({ code: 'photo_throttled', retryable: true, retryAfterMs: 120_000 });
    expect(server.requests()).toBe(1);
  });
});

describe('a host that misbehaves', () => {
  it('by sending without end is cut off', async () => {
    const chunk = 'x'.repeat(10_000);
    const server = await createTestServer({ '/a.jpg': (_, response) => drip(response, chunk, 1) });
    const error = await failure(createFetcher().fetch(`${server.url}/a.jpg`));
    expect(error).toMatchObject({ code: 'photo_too_large', retryable: false });
    expect(server.requests()).toBe(1);
  });

  it('by announcing too much is not listened to', async () => {
    const server = await createTestServer({
      '/a.jpg': (_, response) => void response.writeHead(200, { 'content-length': 5_000_000 }).flushHeaders(),
    });
    const error = await failure(createFetcher().fetch(`${server.url}/a.jpg`));
    expect(error.code).toBe('photo_too_large');
    expect(error.message).toContain('5000000');
  });

  it('by sending a redirect or an error without end is cut off, and its answer counts', async () => {
    const endless =
      (status: number): Handler =>
      (_, response) =>
        drip(response.writeHead(status, { location: '/a.jpg' }), 'x'.repeat(50_000), 1);
    const server = await createTestServer({ '/moved': endless(302), '/gone': endless(404), '/a.jpg': photo });
    const fetcher = createFetcher();
    expect((await fetcher.fetch(`${server.url}/moved`)).bytes).toEqual(photo);
    expect((await failure(fetcher.fetch(`${server.url}/gone`))).code).toBe('photo_not_found');
  });

  it.each<[string, Handler]>([
    ['headers', () => {}],
    ['the rest of the body', (_, response) => void response.write('x')],
    ['anything but a byte now and then', (_, response) => drip(response, 'x', 20)],
  ])('by never sending %s times out', async (_, handler) => {
    const server = await createTestServer({ '/a.jpg': handler });
    const error = await failure(createFetcher({ timeoutMs: 400 }).fetch(`${server.url}/a.jpg?${secret}`));
    expect(error).toMatchObject({ code: 'photo_timeout', retryable: true });
  });

  it('by breaking off in the middle is asked three times', async () => {
    const server = await createTestServer({
      '/a.jpg': (request, response) => {
        response.writeHead(200, { 'content-length': 1000 }).write('x'.repeat(500));
        setTimeout(() => request.socket.destroy(), 5);
      },
    });
    const error = await failure(createFetcher().fetch(`${server.url}/a.jpg`));
    expect(error).toMatchObject({ code: 'photo_unreachable', retryable: true });
    expect(server.requests()).toBe(3);
  });

  it.each([
    ['gzip', 'sorry'],
    ['br', 'sorry'],
    ['deflate', 'sorry'],
    ['gzip', gzipSync(photo).subarray(0, -12)],
    ['zstd', 'sorry'],
    [Array(6).fill('gzip').join(), Array(6).fill(0).reduce(gzipOnce, photo)],
  ])('by calling %s what cannot be unpacked is refused', async (encoding, body) => {
    const server = await createTestServer({ '/a.jpg': encoded(encoding, body) });
    const error = await failure(createFetcher().fetch(`${server.url}/a.jpg`));
    expect(error).toMatchObject({ code: 'photo_response_invalid', retryable: false });
  });

  it.each(Object.entries(compressions))('by sending a bomb is refused: %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(300_000_000));
    const server = await createTestServer({
      '/once.jpg': encoded(encoding, bomb),
      '/twice.jpg': encoded(`${encoding}, gzip`, gzipSync(bomb)),
    });
    const fetcher = createFetcher({ maxBytes: 1_000_000 });
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watching = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 1);
    for (const path of ['/once.jpg', '/twice.jpg']) {
      const error = await failure(fetcher.fetch(server.url + path));
      expect(error).toMatchObject({ code: 'photo_too_large', retryable: false });
    }
    clearInterval(watching);
    expect(most).toBeLessThan(20_000_000);
  });

  it.each([
    ['something else than HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['endless headers', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('by speaking %s is refused', async (_, greeting) => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.write(greeting));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const error = await failure(createFetcher().fetch(`http://127.0.0.1:${port}/a.jpg`));
    expect(error).toMatchObject({ code: 'photo_response_invalid', retryable: false });
  });
});

describe('a host that is not there', () => {
  it('because nothing listens, or its name does not exist, can be tried again later', async () => {
    const lookup: LookupFunction = (hostname, _, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), []);
    const fetcher = createFetcher({}, lookup);
    for (const host of ['127.0.0.1:1', 'photos.example']) {
      const error = await failure(fetcher.fetch(`http://${host}/a.jpg?${secret}`));
      expect(error).toMatchObject({ code: 'photo_unreachable', retryable: true });
      expect(error.message).toContain(host);
    }
  });
});

describe('stopping', () => {
  it('cancels a fetch through its signal, before and in the middle', async () => {
    const stopping = new AbortController();
    const server = await createTestServer({ '/a.jpg': () => stopping.abort() });
    const fetcher = createFetcher();
    for (let n = 0; n < 2; n++) {
      const error = await failure(fetcher.fetch(`${server.url}/a.jpg`, { signal: stopping.signal }));
      expect(error).toMatchObject({ code: 'photo_fetch_cancelled', retryable: true });
    }
    expect(server.requests()).toBe(1);
  });

  it('ends what is under way when the fetcher is closed', async () => {
    const fetcher = createFetcher();
    const server = await createTestServer({ '/a.jpg': () => void fetcher.close() });
    const error = await failure(fetcher.fetch(`${server.url}/a.jpg`));
    expect(error).toMatchObject({ retryable: true });
    expect(server.requests()).toBe(1);
  });
});
