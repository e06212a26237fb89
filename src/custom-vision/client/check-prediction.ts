import type { CustomVisionConfig } from '../../config/custom-vision.js';
import type { Log } from '../../log.js';
import { callService } from './call.js';
import { readFailure } from './call-error.js';
import { openPrediction, requestOptions } from './connection.js';

const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Checks without paying that the prediction resource exists and accepts the key: it asks for a project that does not
 * exist, and the service must complain about that project. Returns the resource's address, or throws what is wrong.
 */
export async function checkPrediction(config: CustomVisionConfig, log: Log): Promise<string> {
  const { client, resource, host, key, keyVariable, close } = openPrediction(config);
  const ask = async (signal: AbortSignal) => {
    try {
      await client.classifyImageWithNoStore(
        nobody,
        'doctor',
        Buffer.from('no photo'),
        requestOptions(signal),
      );
    } catch (thrown) {
      // The service gives these codes only after it has accepted the key.
      if (!/^(NotFound|BadRequest)/.test(readFailure(thrown, key).code ?? '')) throw thrown;
    }
  };
  const { signal } = new AbortController();
  const target = 'the prediction API';
  try {
    const place = { stage: 'classify', host, key, keyVariable, target } as const;
    await callService(ask, { ...place, retryMs: 0, timeoutMs: 10_000, signal, log });
  } finally {
    close();
  }
  return resource;
}
