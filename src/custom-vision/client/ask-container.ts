import { HoneyburstError } from '../../errors.js';
import { type Probabilities, readAnswer } from './answer.js';
import { type CallOptions, callService } from './call.js';

/**
 * Asks an exported Docker container, which costs nothing and needs no key. The container answers 500 to a photo that it
 * cannot read, and 200 with a sentence to one that it cannot prepare. In both cases only the photo is at fault.
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
      const text = await response.text();
      if (response.status === 500) throw refused(from, text);
      if (response.ok) return text;
      const headers = { get: (name: string) => response.headers.get(name) ?? undefined };
      throw Object.assign(new Error(text), { statusCode: response.status, response: { headers } });
    },
    { ...options, stage: 'classify', host, key: '', keyVariable: '', target: from },
  );
  const json = parseJson(answer);
  if (typeof json === 'string') throw refused(from, json);
  return readAnswer(json, from).probabilities;
}

function refused(from: string, words: string): HoneyburstError {
  return new HoneyburstError(`${from} refuses the photo: ${words.slice(0, 300)}`, {
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
