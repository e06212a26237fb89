import { z } from 'zod';
import { setting } from './setting.js';
import { baseUrl, list, origin, wholeNumber } from './value.js';

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
    ratePerMinute: setting(
      'SERVE_RATE_PER_MINUTE',
      wholeNumber(1, 1_000_000).default(6000),
      'Requests per minute that one key may make, or one address without a key.',
    ),
  })
  .describe('Serve');
