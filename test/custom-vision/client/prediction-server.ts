import type { IncomingMessage, ServerResponse } from 'node:http';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { RemoteNetwork } from '../../../src/custom-vision/client/description.js';
import { createRandom } from '../../../src/random.js';
import { createTestServer } from '../../support/http-server.js';

export const predictionKey = '0123456789abcdef-the-key-of-the-tests';

export interface PredictionCall {
  projectId: string;
  publishedName: string;
  stored: boolean;
  bytes: Buffer;
}

export interface PredictionServer {
  url: string;
  host: string;
  /** Those that were answered with predictions. */
  answered: PredictionCall[];
  requests(): number;
  /** What is done instead of answering, if it says so by returning true. */
  intercept(
    handler: (request: IncomingMessage, response: ServerResponse, call: PredictionCall) => boolean,
  ): void;
}

/** Speaks Custom Vision's prediction protocol: tags get probabilities from the colours of the photo. */
export async function createPredictionServer(
  networks: readonly RemoteNetwork[],
  atEnd: (release: () => Promise<void>) => void = onTestFinished,
): Promise<PredictionServer> {
  const answered: PredictionCall[] = [];
  let handler: Parameters<PredictionServer['intercept']>[0] = () => false;
  const server = await createTestServer(async (request, response) => {
    const [, projectId = '', publishedName = '', noStore] =
      /^\/customvision\/v3\.1\/prediction\/([^/]+)\/classify\/iterations\/([^/]+)\/image(\/nostore)?$/.exec(
        request.url!,
      ) ?? [];
    const bytes = await readPart(request);
    const call = {
      projectId,
      publishedName: decodeURIComponent(publishedName),
      stored: noStore === undefined,
      bytes,
    };
    if (handler(request, response, call)) return;
    if (request.headers['prediction-key'] !== predictionKey) {
      return answer(response, 401, { error: { code: '401', message: accessDenied } });
    }
    const network = networks.find(({ at }) => 'projectId' in at && at.projectId === projectId);
    if (!network || !('projectId' in network.at)) {
      return answer(response, 404, { code: 'NotFoundProject', message: 'Invalid project id' });
    }
    if (call.publishedName !== network.at.publishedName) {
      return answer(response, 404, { code: 'NotFoundIteration', message: 'Invalid iteration' });
    }
    answered.push(call);
    const predictions = await predict(network, bytes);
    answer(response, 200, {
      id: '00000000-0000-4000-8000-000000000001',
      project: projectId,
      iteration: network.at.iterationId,
      created: '2026-01-01T00:00:00.000Z',
      predictions: predictions.map((prediction) => ({ ...prediction, tagType: 'Regular' })),
    });
  }, atEnd);
  return {
    url: server.url,
    host: server.host,
    answered,
    requests: () => server.requests(),
    intercept: (given) => {
      handler = given;
    },
  };
}

export const accessDenied =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.';

export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}

/** The one part of a multipart body. */
export async function readPart(request: IncomingMessage): Promise<Buffer> {
  const body = Buffer.concat(await request.toArray());
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return body;
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(`\r\n--${boundary}`));
}

/** Softmax over tags of a random projection of the mean colours of a grid of cells; in no order. */
export async function predict({ tags }: Pick<RemoteNetwork, 'tags'>, photo: Buffer) {
  const pixels = await sharp(photo).resize(4, 4, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  const logits = tags.map(({ name }) => {
    const random = createRandom(`tag/${name}`);
    return pixels.reduce((sum, value) => sum + random.normal() * (value / 128 - 1), 0) / 2;
  });
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return tags.map(({ name }, i) => ({
    probability: Math.exp(logits[i]!) / total,
    tagId: '00000000-0000-4000-8000-000000000002',
    tagName: name,
  }));
}
