import type { App } from '../app.js';
import { createPhotoFetcher } from '../photo/fetch.js';
import { runWebhooks } from '../review/webhook.js';
import { followTaxonomy } from '../taxonomy/follow.js';
import type { ServiceContext } from './context.js';

/**
 * Opens what the HTTP API works with, and delivers webhooks in the background until the signal. Close the HTTP server before calling
 * `close()`. Events that were not delivered wait for the next start.
 */
export async function openService(
  app: App,
  { signInLink, signal }: Pick<ServiceContext, 'signInLink'> & { signal: AbortSignal },
): Promise<{ context: ServiceContext; close(): Promise<void> }> {
  const { config, log } = app;
  const { pool, taxonomy } = await app.database();
  const fetcher = createPhotoFetcher(config.photo, { log });
  const ending = new AbortController();
  const delivering =
    config.webhook && runWebhooks({ ...config.webhook, pool, log }, AbortSignal.any([signal, ending.signal]));
  return {
    context: {
      pool,
      taxonomy: followTaxonomy(pool, taxonomy),
      review: { ...config.review, notify: config.webhook !== undefined },
      photoLimits: config.photo,
      fetchPhoto: (url) => fetcher.fetch(url),
      classifier: () => app.classifier(),
      queue: await app.queue(),
      signInLink,
      baseUrl: config.serve.baseUrl,
    },
    async close() {
      ending.abort();
      await delivering;
      await fetcher.close();
    },
  };
}
