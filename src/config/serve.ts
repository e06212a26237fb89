import { z } from 'zod';
import { setting } from './setting.js';
import { baseUrl, list, network, origin, wholeNumber } from './value.js';

/** Pricing tiers of Custom Vision, whose limits the compatible server keeps, and none. */
export const tierNames = ['F0', 'S0', 'unlimited'] as const;
export type TierName = (typeof tierNames)[number];

export const serve = z
  .object({
    host: setting('SERVE_HOST', z.string().default('127.0.0.1'), 'Address on which `serve` listens.'),
    port: setting(
      'SERVE_PORT',
      wholeNumber(0, 65_535).default(8080),
      'Port on which `serve` listens; 0 takes any free one.',
    ),
    baseUrl: setting(
      'SERVE_BASE_URL',
      baseUrl.optional(),
      'Address by which clients reach `serve`, for signed links behind a proxy.',
      'as each request says',
    ),
    tier: setting(
      'SERVE_TIER',
      z.enum(tierNames).default('S0'),
      'Custom Vision tier whose limits and call rates the compatible server keeps: `F0`, `S0` or `unlimited`.',
    ),
    corsOrigins: setting(
      'SERVE_CORS_ORIGINS',
      list.pipe(z.array(origin)),
      'Origins whose web pages may call the compatible server from a browser, as in `https://shop.example`, with commas between them; `*` allows every origin.',
    ),
    trustedProxies: setting(
      'SERVE_TRUSTED_PROXIES',
      list.pipe(z.array(network)),
      'Addresses and networks (`10.0.0.0/8`) of proxies in front of `serve`, with commas between them. Their `X-Forwarded-For`, `-Host` and `-Proto` are believed; those of others are ignored.',
    ),
    maxConnections: setting(
      'SERVE_MAX_CONNECTIONS',
      wholeNumber(1, 100_000).default(1000),
      'Connections that `serve` accepts at the same time.',
    ),
    requestTimeoutMs: setting(
      'SERVE_REQUEST_TIMEOUT_MS',
      wholeNumber(1000, 3_600_000).default(60_000),
      'Longest time from the first to the last byte of a request, in milliseconds.',
    ),
    ratePerMinute: setting(
      'SERVE_RATE_PER_MINUTE',
      wholeNumber(1, 1_000_000).default(6000),
      'Requests per minute that one key may make, or one address without a key.',
    ),
  })
  .describe('Serve');
