import { z } from 'zod';
import { setting } from './setting.js';
import { url, webhookSecret } from './value.js';

/** Who is told of decisions; undefined: nobody. */
export const webhook = z
  .object({
    url: setting(
      'WEBHOOK_URL',
      url(/^https?:$/).optional(),
      'Address that is told of each decision. A user and password in it are sent as Basic authorization.',
    ),
    secret: setting(
      'WEBHOOK_SECRET',
      webhookSecret.optional(),
      'Secret (`whsec_...`) that these messages are signed with, as Standard Webhooks does.',
    ),
  })
  .refine(({ url, secret }) => secret === undefined || url !== undefined, {
    path: ['url'],
    message: 'goes with WEBHOOK_SECRET: set both or neither',
    when: () => true,
  })
  .refine(({ url, secret }) => url === undefined || secret !== undefined, {
    path: ['secret'],
    message: 'goes with WEBHOOK_URL: set both or neither',
    when: () => true,
  })
  .transform(({ url, secret }) => (url === undefined || secret === undefined ? undefined : { url, secret }))
  .describe('Webhook');

export type WebhookConfig = NonNullable<z.output<typeof webhook>>;
