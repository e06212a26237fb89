import { createTestServer } from '../support/http-server.js';

export interface CollectedSpan {
  name: string;
  /** 1 internal, 2 server, 4 producer, 5 consumer. */
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  links: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
  status: { code?: number; message?: string };
  service: string;
  scope: string;
}

interface Export {
  resourceSpans: {
    resource: { attributes: KeyValue[] };
    scopeSpans: {
      scope: { name: string };
      spans: (Omit<CollectedSpan, 'attributes'> & { attributes: KeyValue[] })[];
    }[];
  }[];
}
type KeyValue = { key: string; value: Record<string, unknown> };

const toRecord = (attributes: KeyValue[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector that takes OTLP over HTTP as JSON, and what it has got. */
export async function createCollector(): Promise<{ url: string; spans: CollectedSpan[] }> {
  const spans: CollectedSpan[] = [];
  const server = await createTestServer({
    '/v1/traces': async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
        const service = String(toRecord(resource.attributes)['service.name']);
        for (const { scope, spans: own } of scopeSpans) {
          for (const span of own) {
            spans.push({
              ...span,
              parentSpanId: span.parentSpanId || undefined,
              links: span.links ?? [],
              attributes: toRecord(span.attributes),
              service,
              scope: scope.name,
            });
          }
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    },
  });
  return { url: server.url, spans };
}
