import { HoneyburstError } from '../../errors.js';
import { type Probabilities, readAnswer } from './answer.js';
import { type CallOptions, callService } from './call.js';

/**
 * Asks an exported Docker container, which costs nothing and needs no key. The container answers 500 to a photo that it
 * cannot read, and 200 with a sentence to one that it cannot prepare. In both cases only the photo is at fault. Errors
 * hold nothing of such an answer, since anything may listen at the address.
 */
export async function askContainer(
  address: string,
  photo: Uint8Array,
  options: Pick<CallOptions, 'retryMs' | 'signal' | 'log'>,
): Promise<Probabilities> {
  const { host } = new URL(address);
  const from = `The container at ${host}`;
  const answer = await callService(
    async (signal) => {
      const response = await fetch(`${address.replace(/\/+$/, '')}/image`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: photo,
        redirect: 'error',
        signal,
      });
      if (response.ok) return response.text();
      await response.body?.cancel();
      if (response.status === 500) throw refused(from, 'status 500');
      const retryAfter = response.headers.get('retry-after') ?? undefined;
      const headers = { get: (name: string) => (name === 'retry-after' ? retryAfter : undefined) };
      throw Object.assign(new Error(''), { statusCode: response.status, response: { headers } });
    },
    { ...options, stage: 'classify', host, key: '', keyVariable: '', target: from },
  );
  const json = parseJson(answer);
  if (typeof json === 'string') throw refused(from, 'words instead of predictions');
  return readAnswer(json, from).probabilities;
}

function refused(from: string, answer: string): HoneyburstError {
  return new HoneyburstError(`${from} refuses the photo (${answer}); its own log says why.`, {
    code: 'custom_vision_photo_refused',
    stage: 'classify',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
