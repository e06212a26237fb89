import { z } from 'zod';
import { setting } from './setting.js';
import { flag, url, wholeNumber } from './value.js';

const endpoint = url(/^https?:$/).optional();
const perSecond = z.coerce.number().positive().max(10_000);

/** A resource of Custom Vision, or a server that speaks its protocol. A setting that is absent is named when it is needed. */
export const customVision = z
  .object({
    endpoint: setting(
      'CUSTOM_VISION_ENDPOINT',
      endpoint,
      'Address of the Custom Vision resource, or of a server that speaks its protocol.',
    ),
    trainingKey: setting(
      'CUSTOM_VISION_TRAINING_KEY',
      z.string().optional(),
      'Key of the training resource.',
    ),
    predictionEndpoint: setting(
      'CUSTOM_VISION_PREDICTION_ENDPOINT',
      endpoint,
      'Address of the prediction resource.',
      'same as `CUSTOM_VISION_ENDPOINT`',
    ),
    predictionKey: setting(
      'CUSTOM_VISION_PREDICTION_KEY',
      z.string().optional(),
      'Key of the prediction resource.',
    ),
    predictionResourceId: setting(
      'CUSTOM_VISION_PREDICTION_RESOURCE_ID',
      z.string().optional(),
      "Azure's id of the prediction resource that trained iterations are published to.",
    ),
    store: setting('CUSTOM_VISION_STORE', flag, 'Whether the service keeps the photos it is asked about.'),
    callsPerSecond: setting(
      'CUSTOM_VISION_CALLS_PER_SECOND',
      perSecond.optional(),
      'Prediction calls per second that all processes together make to a resource.',
      '20, or 10 if photos are stored: what tier S0 allows',
    ),
    trainingCallsPerSecond: setting(
      'CUSTOM_VISION_TRAINING_CALLS_PER_SECOND',
      perSecond.default(10),
      'Training calls per second that all processes together make to a resource.',
    ),
    price: setting(
      'CUSTOM_VISION_PRICE',
      z.coerce.number().nonnegative().default(2),
      'Price of 1,000 predictions in your currency; look it up.',
    ),
    monthlyCap: setting(
      'CUSTOM_VISION_MONTHLY_CAP',
      z.coerce.number().nonnegative().optional(),
      'Most that predictions may cost in a calendar month (UTC), in the same currency.',
    ),
    retryMs: setting(
      'CUSTOM_VISION_RETRY_MS',
      wholeNumber(0, 3_600_000).default(60_000),
      'How long a failing call is tried again, in milliseconds.',
    ),
  })
  .transform((given) => ({
    ...given,
    predictionEndpoint: given.predictionEndpoint ?? given.endpoint,
    callsPerSecond: given.callsPerSecond ?? (given.store ? 10 : 20),
  }))
  .describe('Custom Vision');

export type CustomVisionConfig = z.output<typeof customVision>;
