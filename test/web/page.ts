import { onTestFinished, vi } from 'vitest';
import type { ApiRole } from '../../src/http/api-token.js';
import { createTestService, type TestService } from '../http/service.js';
import { type Browser, startBrowser } from './browser.js';

const host = 'page.test';

export interface Page extends Browser, Pick<TestService, 'pool' | 'ask'> {
  /** The modules of the page, loaded for this test alone. */
  modules: Awaited<ReturnType<typeof loadModules>>;
  /** What the page asked for: method and path. */
  asked: string[];
  /** Cuts the connection to the service, or mends it. */
  connect(online: boolean): void;
  /** Resolves when every answer has come and was dealt with. */
  settled(): Promise<void>;
  /** Text of what the page said last. */
  said(): string | undefined;
}

/**
 * The logic of the page without what it draws, signed in as that role. Its requests go to the real service on a
 * database of the test's own.
 */
export async function openPage({
  role = 'reviewer' as ApiRole,
  path = '/',
  service: options = {} as Parameters<typeof createTestService>[0],
} = {}): Promise<Page> {
  const { server, keys, pool, ask } = await createTestService(options);
  const browser = startBrowser(path);
  onTestFinished(() => void vi.unstubAllGlobals());
  const asked: string[] = [];
  const running = new Set<Promise<unknown>>();
  let online = true;
  let cookie = '';
  const answer = async (address: string, { method = 'GET', headers, body, signal }: RequestInit) => {
    asked.push(`${method} ${address}`);
    if (!online) throw new TypeError('fetch failed');
    const got = await server.inject({
      ...{ method: method as 'GET', url: address },
      headers: {
        ...(headers as Record<string, string>),
        host,
        origin: `http://${host}`,
        ...(cookie && { cookie }),
      },
      ...(body ? { payload: String(body) } : {}),
    });
    signal?.throwIfAborted();
    cookie = String(got.headers['set-cookie'] ?? cookie).split(';')[0]!;
    const { statusCode: status } = got;
    // The body is there already, so that `settled` need not guess how long reading it takes.
    return { ok: status < 400, status, json: async () => JSON.parse(got.payload) };
  };
  vi.stubGlobal('fetch', (address: string, init: RequestInit = {}) => {
    const answered = answer(address, init);
    running.add(answered);
    const end = () => void running.delete(answered);
    answered.then(end, end);
    return answered;
  });
  vi.resetModules();
  const modules = await loadModules();
  await modules.session.openSession(keys[role]);
  await modules.session.findSession();
  asked.length = 0;
  return {
    ...{ ...browser, pool, ask, modules, asked },
    connect(to) {
      online = to;
    },
    async settled() {
      do {
        await Promise.allSettled(running);
        await new Promise(setImmediate);
      } while (running.size > 0);
    },
    said: () => modules.notice.notice.value?.text,
  };
}

/** Only what computes: nothing that draws is loaded. */
async function loadModules() {
  return {
    bulk: await import('../../src/web/queue/bulk.js'),
    candidates: await import('../../src/web/choose/candidates.js'),
    counts: await import('../../src/web/queue/counts.js'),
    decide: await import('../../src/web/queue/decide-current.js'),
    dialog: await import('../../src/web/dialog/open-dialog.js'),
    filter: await import('../../src/web/queue/filter.js'),
    filtersOpen: await import('../../src/web/queue/filters-open.js'),
    history: await import('../../src/web/queue/history.js'),
    keys: await import('../../src/web/keys.js'),
    notice: await import('../../src/web/notice.js'),
    overview: await import('../../src/web/overview/state.js'),
    prefetch: await import('../../src/web/queue/prefetch.js'),
    session: {
      ...(await import('../../src/web/session.js')),
      ...(await import('../../src/web/api/session.js')),
    },
    shownPhoto: await import('../../src/web/item/shown-photo.js'),
    store: await import('../../src/web/queue/store.js'),
    taxonomy: await import('../../src/web/api/taxonomy.js'),
  };
}
