import { z } from 'zod';
import { setting } from './setting.js';
import { baseUrl, share } from './value.js';

/** Where traces go; undefined: there are none. */
export const tracing = z
  .object({
    endpoint: setting(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      baseUrl.optional(),
      'Collector that takes traces by OTLP over HTTP, without the path.',
      'no traces',
    ),
    serviceName: setting(
      'OTEL_SERVICE_NAME',
      z.string().default('honeyburst'),
      'Name of the program in traces.',
    ),
    share: setting('OTEL_TRACES_SAMPLER_ARG', share.default(1), 'Share of traces that are kept, 0 to 1.'),
  })
  .transform(({ endpoint, ...rest }) => (endpoint === undefined ? undefined : { endpoint, ...rest }))
  .describe('Tracing');

export type TracingConfig = NonNullable<z.output<typeof tracing>>;
