import { z } from 'zod';
import { setting } from './setting.js';
import { list, webhookSecret } from './value.js';

/** Who may send to the event hook, besides keys of the role ingest. */
export const hook = z
  .object({
    secrets: setting(
      'HOOK_SECRETS',
      list.pipe(z.array(webhookSecret)),
      'Secrets (`whsec_...`) that senders to the event hook may sign with, with commas between them, so that they can be replaced one by one.',
    ),
    token: setting(
      'HOOK_TOKEN',
      z
        .string()
        .regex(/^[\w.~-]{20,200}$/, 'must be 20 to 200 letters, digits, ., _, ~ and -')
        .optional(),
      'Token for senders that do not sign: `Authorization: Bearer` or `?token=`.',
    ),
  })
  .describe('Event hook');

export type HookConfig = z.output<typeof hook>;
