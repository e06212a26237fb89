import { isIP } from 'node:net';
import { z } from 'zod';
import { parseUrl } from '../parse-url.js';

/** Schemas of the values that several rooms need. They parse text, since the environment holds nothing else. */

export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** From 0 to 1. */
export const share = z.coerce.number().min(0).max(1);

export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** Parts with commas between them; none by default. */
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const hasScheme = (text: string, schemes: RegExp) => schemes.test(parseUrl(text)?.protocol ?? '');

export const url = (schemes: RegExp) =>
  z.string().refine((text) => hasScheme(text, schemes), {
    message: `must be a URL whose scheme matches ${schemes.source}`,
  });

export const urls = (schemes: RegExp) =>
  z.string().refine((text) => text.split(',').every((part) => hasScheme(part, schemes)), {
    message: `must be a URL whose scheme matches ${schemes.source}, or several with commas between them`,
  });

/** A URL that paths are appended to: without a slash at the end. */
export const baseUrl = url(/^https?:$/).transform((text) => text.replace(/\/+$/, ''));

/** Scheme, host and port as browsers send them, without a slash at the end; or `*` for every origin. */
export const origin = z
  .string()
  .refine((text) => text === '*' || (hasScheme(text, /^https?:$/) && new URL(text).pathname === '/'), {
    message: 'must be `*`, or a scheme and a host as in https://shop.example',
  })
  .transform((text) => (text === '*' ? text : new URL(text).origin));

/** An IP address, or a network as address/bits. */
export const network = z.string().refine(
  (text) => {
    const [address = '', bits, ...rest] = text.split('/');
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
    return (
      most >= 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most))
    );
  },
  { message: 'must be an IP address, or a network such as 10.0.0.0/8' },
);

/** A key of Standard Webhooks. */
export const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64');
