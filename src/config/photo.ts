import { z } from 'zod';
import { setting } from './setting.js';
import { list, wholeNumber } from './value.js';

export const photo = z
  .object({
    maxPerListing: setting(
      'PHOTO_MAX_PER_LISTING',
      wholeNumber(1, 50).default(4),
      'Photos of a listing that are looked at, first ones first.',
    ),
    allowHosts: setting(
      'PHOTO_ALLOW_HOSTS',
      list.transform((hosts): readonly string[] => hosts.map((host) => host.toLowerCase())),
      'Hosts that photos may come from although their address is private: `host` or `host:port`, with commas between them.',
    ),
    timeoutMs: setting(
      'PHOTO_TIMEOUT_MS',
      wholeNumber(100, 600_000).default(15_000),
      'Time that fetching one photo may take, retries included, in milliseconds.',
    ),
    maxBytes: setting(
      'PHOTO_MAX_BYTES',
      wholeNumber(1024, 1_000_000_000).default(20_000_000),
      'Largest photo file that is accepted, in bytes.',
    ),
    maxPixels: setting(
      'PHOTO_MAX_PIXELS',
      wholeNumber(1024, 1_000_000_000).default(100_000_000),
      'Largest photo that is decoded, in pixels.',
    ),
    maxRedirects: setting(
      'PHOTO_MAX_REDIRECTS',
      wholeNumber(0, 20).default(3),
      'Redirects that are followed for one photo.',
    ),
    requestsPerHost: setting(
      'PHOTO_REQUESTS_PER_HOST',
      wholeNumber(1, 10_000).optional(),
      'Most requests a second that a worker sends to one photo host.',
      'no limit',
    ),
  })
  .describe('Photos');

export type PhotoLimits = z.output<typeof photo>;
