import type { CustomVisionConfig } from '../config.js';
import { HoneyburstError } from '../errors.js';
import type { Log } from '../log.js';
import { callService } from './call.js';
import { openPrediction, requestOptions } from './connection.js';

const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Makes sure, without paying, that the resource for predictions is there and takes the key: a project that nobody has
 * must be what it refuses. Returns the resource's address; throws what is wrong.
 */
export async function checkPrediction(config: CustomVisionConfig, log: Log): Promise<string> {
  const { client, resource, host, key, keyVariable, close } = openPrediction(config);
  try {
    await callService(
      (signal) =>
        client.classifyImageWithNoStore(nobody, 'doctor', Buffer.from('no photo'), requestOptions(signal)),
      {
        ...{ stage: 'classify', host, key, keyVariable, target: 'a project that does not exist' },
        ...{ retryMs: 0, timeoutMs: 10_000, signal: new AbortController().signal, log },
      },
    );
  } catch (error) {
    if (!(error instanceof HoneyburstError) || !refusals.includes(error.code)) throw error;
  } finally {
    close();
  }
  return resource;
}

/** What only a service that has taken the key says. */
const refusals: readonly string[] = [
  'custom_vision_not_published',
  'custom_vision_photo_refused',
  'custom_vision_refused',
];
