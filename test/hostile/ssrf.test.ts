import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { type AddressInfo, isIP, type LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import { HoneyburstError } from '../../src/errors.js';
import { parseUrl } from '../../src/parse-url.js';
import { createPhotoFetcher } from '../../src/photo/fetch.js';
import { createColourClassifier } from '../enrichment/colour-classifier.mjs';
import { createTestService } from '../http/service.js';
import { testLog } from '../support/database.js';
import { honeyburst } from '../support/program.js';

/** Every name leads to this machine, so that what is not refused arrives. */
const toLoopback: LookupFunction = (_, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

/** What stands for a photo's address; `PORT` is that of a server on all addresses of this machine. */
const refused: Record<string, readonly string[]> = {
  'loopback as written': ['http://127.0.0.1:PORT/', 'http://127.0.0.2:PORT/', 'http://127.255.255.254:PORT/'],
  'in decimal': ['http://2130706433:PORT/', 'http://2852039166/'],
  'in octal': ['http://0177.0.0.1:PORT/', 'http://017700000001:PORT/', 'http://0177.0000.0000.0001:PORT/'],
  'in hexadecimal': [
    'http://0x7f000001:PORT/',
    'http://0x7f.0x0.0x0.0x1:PORT/',
    'http://0X7F.1:PORT/',
    'http://0x0000007f000001:PORT/',
  ],
  'in mixed bases': ['http://0x7f.0.0.01:PORT/', 'http://127.0x0.00.1:PORT/', 'http://127.0.0x1:PORT/'],
  'in short forms': ['http://127.1:PORT/', 'http://127.0.1:PORT/', 'http://10.1/', 'http://169.254.43518/'],
  unspecified: [
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0x0:PORT/',
    'http://00:PORT/',
    'http://0.1.2.3/',
  ],
  'with dots at the end': [
    'http://127.0.0.1.:PORT/',
    'http://localhost.:PORT/',
    'http://metadata.google.internal./',
  ],
  'IPv6 loopback': [
    'http://[::1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
    'http://[::0:1]:PORT/',
  ],
  'IPv6 unspecified': ['http://[::]:PORT/', 'http://[0:0:0:0:0:0:0:0]:PORT/'],
  'IPv4 within IPv6': [
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::FFFF:7F00:0001]:PORT/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
    'http://[0000:0000:0000:0000:0000:ffff:a9fe:a9fe]/',
    'http://[::127.0.0.1]:PORT/',
    'http://[::7f00:1]:PORT/',
    'http://[::ffff:0:127.0.0.1]:PORT/',
  ],
  '6to4, NAT64, Teredo, ISATAP': [
    'http://[2002:7f00:1::]:PORT/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[64:ff9b:1::127.0.0.1]:PORT/',
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'http://[2001:0:7f00:1::]/',
    'http://[2606:4700::5efe:7f00:1]/',
    'http://[2606:4700::200:5efe:10.0.0.1]/',
  ],
  'IPv6 of other scopes': [
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://[ff02::1]/',
    'http://[100::1]/',
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
    'http://[2001:2::1]/',
    'http://[2001:20::1]/',
    'http://[4000::1]/',
  ],
  'in other letters and digits': [
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http://127。0。0。1:PORT/',
    'http://127．0．0．1:PORT/',
    'http://127｡0｡0｡1:PORT/',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
    'http://ⓛocalhost:PORT/',
    'http://localhoſt:PORT/',
    'http://loca\u00adlhost:PORT/',
    'http://０ｘ７ｆ.1:PORT/',
  ],
  'percent-encoded': [
    'http://%31%32%37.0.0.1:PORT/',
    'http://%6c%6f%63%61%6c%68%6f%73%74:PORT/',
    'http://127%2e0%2e0%2e1:PORT/',
    'http://%e2%91%a0%e2%91%a1%e2%91%a6.0.0.1:PORT/',
  ],
  'names of this machine': [
    'http://localhost:PORT/',
    'http://LocalHost:PORT/',
    'http://localhost.localdomain:PORT/',
    'http://ip6-localhost:PORT/',
    'http://127.0.0.1.nip.example:PORT/',
    'http://photos.example:PORT/',
    'https://localhost:PORT/',
  ],
  metadata: [
    'http://169.254.169.254/latest/meta-data/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.170.2/v2/credentials',
    'http://168.63.129.16/machine?comp=goalstate',
    'http://0xa83f8110/',
    'http://100.100.100.200/latest/',
    'http://192.0.0.192/opc/v1/',
    'http://metadata.google.internal/computeMetadata/v1/',
  ],
  'private, shared, reserved': [
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.0.1:8080/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://169.254.0.1/',
    'http://192.0.0.1/',
    'http://192.0.2.1/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://198.18.0.1/',
    'http://198.19.255.255/',
    'http://192.88.99.1/',
    'http://224.0.0.1/',
    'http://239.255.255.250:1900/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
  ],
  'with odd slashes, spaces, ports and cases': [
    'http:127.0.0.1:PORT/',
    'http:/127.0.0.1:PORT/',
    'http:\\\\127.0.0.1:PORT\\',
    'http:////127.0.0.1:PORT/',
    'http://127.0.0.1:PORT\\@photos.example/',
    ' http://127.0.0.1:PORT/ ',
    '\thttp://127.0.0.1:PORT/\n',
    'ht\ntp://127.0.0.1:PORT/',
    'http://127.0\t.0.1:PORT/',
    'http://127.0.0.1\r\n:PORT/',
    'HtTpS://127.0.0.1:PORT/',
    'http://127.0.0.1:0PORT/',
    'http://127.0.0.1:PORT?@photos.example/',
    'http://127.0.0.1:PORT#@photos.example/',
    'http://127.0.0.1:22/',
    'http://127.0.0.1:6379/',
  ],
};

const invalid: Record<string, readonly string[]> = {
  'with user names': [
    'http://photos.example@127.0.0.1:PORT/',
    'http://photos.example:80@127.0.0.1:PORT/',
    'http://user:secret@127.0.0.1:PORT/',
    'http://photos.example%2f@127.0.0.1:PORT/',
    'http://:secret@127.0.0.1:PORT/',
  ],
  'of other schemes': [
    'file:///etc/passwd',
    'FILE://localhost/etc/passwd',
    'ftp://127.0.0.1:PORT/a.jpg',
    'gopher://127.0.0.1:PORT/_GET%20/',
    'dict://127.0.0.1:PORT/stat',
    'ldap://127.0.0.1:PORT/',
    'ws://127.0.0.1:PORT/',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'blob:http://127.0.0.1:PORT/1',
    'jar:http://127.0.0.1:PORT!/a.jpg',
    'view-source:http://127.0.0.1:PORT/',
    'unix:/var/run/docker.sock',
    'about:blank',
  ],
  'that are none': [
    'http://[fe80::1%25eth0]:PORT/',
    'http://[::1%lo]:PORT/',
    'http://[::1:PORT/',
    'http://[::ffff:127.0.0.1.]:PORT/',
    'http://256.0.0.1:PORT/',
    'http://4294967296:PORT/',
    'http://1.2.3.4.5:PORT/',
    'http://127.0.0.1:99999/',
    'http://127.0.0.1 :PORT/',
    'http://%00127.0.0.1:PORT/',
    'http://local%20host:PORT/',
    '//127.0.0.1:PORT/',
    '',
  ],
};

const inner = { connections: 0, requests: 0, port: 0 };
const server = createServer((_, response) => {
  inner.requests++;
  response.end('a secret');
});
server.on('connection', () => inner.connections++);
/** Allowed, and sends everybody where the query says, with the status that it says. */
const outside = createServer((request, response) => {
  const { searchParams } = new URL(request.url!, 'http://outside');
  const status = Number(searchParams.get('status'));
  response.writeHead(status, { location: searchParams.get('to')! }).end('moved');
});
let outsideHost = '';

const limits = { ...parseConfig({}).photo, timeoutMs: 3000, maxRedirects: 3 };
const strict = createPhotoFetcher(limits, { log: testLog, lookup: toLoopback });

beforeAll(async () => {
  // All addresses of this machine, of both kinds where it has both.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  inner.port = (server.address() as AddressInfo).port;
  outsideHost = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await strict.close();
  for (const one of [server, outside]) {
    one.closeAllConnections();
    await new Promise((resolve) => one.close(resolve));
  }
});

const toUrl = (spelling: string) => spelling.replaceAll('PORT', String(inner.port));
const redirect = (to: string, status = 302) =>
  `http://${outsideHost}/?status=${status}&to=${encodeURIComponent(to)}`;
const refusedSpellings = Object.values(refused).flat();
const invalidSpellings = Object.values(invalid).flat();
const all = [
  ...refusedSpellings.map((spelling) => [spelling, 'photo_address_refused'] as const),
  ...invalidSpellings.map((spelling) => [spelling, 'photo_url_invalid'] as const),
];

async function codeOf(fetching: Promise<unknown>): Promise<string> {
  const error = await fetching.then(
    () => 'it was fetched',
    (thrown: unknown) => thrown,
  );
  return error instanceof HoneyburstError ? error.code : String(error);
}

function expectUntouched(): void {
  expect({ requests: inner.requests, connections: inner.connections }).toEqual({
    requests: 0,
    connections: 0,
  });
}

describe('an address inside', () => {
  it.each(all)('is refused however it is spelt: %j', async (spelling, code) => {
    expect(await codeOf(strict.fetch(toUrl(spelling)))).toBe(code);
    expectUntouched();
  });

  it('is refused when any kind of redirect leads to it', async () => {
    const fetcher = createPhotoFetcher(
      { ...limits, allowHosts: [outsideHost] },
      { log: testLog, lookup: toLoopback },
    );
    for (const status of [301, 302, 303, 307, 308]) {
      for (const [spelling, code] of all) {
        // What no header can hold, or what is relative to the host that redirects.
        const isAbsolute = /^[a-z-]+:(\/\/|[^/\\])/i.test(spelling) && !/^https?:(?!\/\/)/i.test(spelling);
        if (!/^[!-~]+$/.test(spelling) || !isAbsolute) continue;
        expect([spelling, await codeOf(fetcher.fetch(redirect(toUrl(spelling), status)))]).toEqual([
          spelling,
          code,
        ]);
      }
    }
    const chain = redirect(redirect(redirect(toUrl('http://127.1:PORT/'), 307), 308), 301);
    expect(await codeOf(fetcher.fetch(chain))).toBe('photo_address_refused');
    const longer = redirect(chain, 301);
    expect(await codeOf(fetcher.fetch(longer))).toBe('photo_too_many_redirects');
    expectUntouched();
    await fetcher.close();
  });

  it('is refused when a name changes its mind, and never chosen among others', async () => {
    // Global unicast that nobody was given: counts as public, and nothing answers there.
    const nowhere: LookupAddress = { address: '2d00::1', family: 6 };
    const inside: LookupAddress = { address: '127.0.0.1', family: 4 };
    const insideToo: LookupAddress = { address: '::1', family: 6 };
    const answer = (answers: readonly (readonly LookupAddress[])[]) => {
      const asked = { times: 0 };
      const lookup: LookupFunction = (_, options, callback) => {
        const found = answers[Math.min(asked.times++, answers.length - 1)]!;
        if (options.all) callback(null, [...found]);
        else callback(null, found[0]!.address, found[0]!.family);
      };
      return { asked, lookup };
    };
    const attempt = async (answers: readonly (readonly LookupAddress[])[]) => {
      const { asked, lookup } = answer(answers);
      const fetcher = createPhotoFetcher({ ...limits, timeoutMs: 1500 }, { log: testLog, lookup });
      const code = await codeOf(fetcher.fetch(toUrl('http://photos.example:PORT/a.jpg')));
      await fetcher.close();
      expectUntouched();
      return { code, times: asked.times };
    };
    expect(await attempt([[nowhere], [inside]])).toEqual({ code: 'photo_address_refused', times: 2 });
    expect(await attempt([[inside], [nowhere]])).toEqual({ code: 'photo_address_refused', times: 1 });
    for (const mixed of [
      [nowhere, inside],
      [inside, nowhere],
      [insideToo, nowhere, inside],
    ])
      expect((await attempt([mixed])).code).toMatch(/^photo_(unreachable|timeout)$/);
  });

  it('is refused by the HTTP API, which says why', async () => {
    const { ask } = await createTestService({
      classifier: async () => createColourClassifier(),
      fetchPhoto: (url) => strict.fetch(url),
    });
    for (const [spelling, code] of all) {
      const { status, body } = await ask('ingest', 'POST', '/v1/classify', { url: toUrl(spelling) });
      const expected = spelling === '' ? [400, 'invalid_request'] : [422, code];
      expect([spelling, status, body.code]).toEqual([spelling, ...expected]);
    }
    expectUntouched();
  });

  it('is refused by the command classify', async () => {
    const urls = all
      .filter(([spelling]) => /^https?:[!-~]+$/i.test(spelling) && isResolved(spelling))
      .map(([spelling, code]) => [toUrl(spelling), code] as const);
    const { status, stdout } = await honeyburst([
      'classify',
      ...urls.map(([url]) => url),
      ...['--model', 'reference', '--json'],
    ]);
    const outcomes = JSON.parse(stdout) as { image: string; error?: { code: string } }[];
    expect(outcomes.map(({ image, error }) => [image, error?.code])).toEqual(urls);
    expect(status).toBe(1);
    expectUntouched();
  });

  it('would be reached by many of these spellings if it were allowed', async () => {
    const hosts = ['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', '[::ffff:7f00:1]'];
    const fetcher = createPhotoFetcher({ ...limits, allowHosts: hosts }, { log: testLog });
    let reached = 0;
    for (const spelling of refusedSpellings) {
      const url = toUrl(spelling);
      if (!url.includes(String(inner.port)) || !hosts.includes(new URL(url).hostname)) continue;
      if ((await codeOf(fetcher.fetch(url))) === 'it was fetched') reached++;
    }
    await fetcher.close();
    expect(reached).toBeGreaterThanOrEqual(40);
    expect(inner.requests).toBe(reached);
  });
});

/** Whether the system resolves it without asking anybody: a number, or the name of this machine. */
function isResolved(spelling: string): boolean {
  const url = parseUrl(toUrl(spelling));
  if (!url) return true;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 || host === 'localhost';
}
