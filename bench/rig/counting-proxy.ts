import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { type Host, startHost } from './photo-host.js';

export interface CountingProxy extends Host {
  /** Of each call for a prediction that was answered with 200: its path and the hash of its photo. */
  answered: string[];
  /** When calls for predictions were sent, by `performance.now()`. */
  sent: number[];
  /** Calls for predictions that got no answer. */
  broken(): number;
}

/** Passes everything on to the server at `target`, which may change, and notes each call for a prediction. */
export async function startCountingProxy(target: () => string): Promise<CountingProxy> {
  const answered: string[] = [];
  const sent: number[] = [];
  let broken = 0;
  const host = await startHost((request, response) => {
    const path = request.url ?? '';
    const isPrediction = path.includes('/classify/');
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (isPrediction) sent.push(performance.now());
      const { method, headers } = request;
      const passed = httpRequest(new URL(path, target()), { method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', () => response.destroy());
        answer.on('end', () => {
          if (!answer.complete) return response.destroy();
          if (isPrediction && answer.statusCode === 200) answered.push(`${path} ${hashPhoto(body)}`);
          response.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(parts));
        });
      });
      passed.on('error', () => {
        if (isPrediction) broken++;
        response.destroy();
      });
      passed.end(body);
    });
  });
  return { ...host, answered, sent, broken: () => broken };
}

/** The hash of the JPEG in a form, whose boundary differs from call to call. */
function hashPhoto(body: Buffer): string {
  const from = body.indexOf('\xff\xd8\xff', 'latin1');
  const to = body.lastIndexOf('\xff\xd9', undefined, 'latin1');
  return createHash('sha256').update(body.subarray(from, to)).digest('hex');
}
