import type { FetchErrorCode } from '../error-code.js';
import type { HoneyburstError } from '../errors.js';
import { type Circuit, createCircuit } from './circuit.js';
import { fetchError, transportError } from './fetch-error.js';
import { createTurns, type Turns } from './turns.js';

/** For whom a photo is fetched. */
export interface Visitor {
  listing: number;
  /** Fresh listings come back sooner. */
  urgent: boolean;
}

export interface Visit {
  visitor: Visitor;
  signal: AbortSignal;
  /** Ends the fetch: other hosts need its place. */
  giveUp(error: HoneyburstError): void;
  /** Waits for a turn, without counting the time against the host. */
  wait(turn: Promise<void>): Promise<void>;
}

/** Keeps one slow host from holding up the listings of the others, and asks no host too often. One for each worker. */
export interface PhotoHosts {
  /**
   * Sends a request, which calls `answered` at the first byte. Throws an error that postpones the listing:
   * `photo_host_down` if the host let others wait in vain, `photo_host_busy` if too many already wait for it.
   */
  request<T>(host: string, visit: Visit, send: (answered: () => void) => Promise<T>): Promise<T>;
  /** How many hosts are not asked at the moment. */
  paused(): number;
}

export interface PhotoHostsOptions {
  /** Listings that the worker processes at the same time. */
  slots: number;
  /** Default: as many as there are. */
  requestsPerSecond?: number | undefined;
  /** How long a request may take. */
  timeoutMs: number;
  /** A host that has sent nothing for this long is slow: it may hold half of the slots. Default: 2 s. */
  slowMs?: number;
}

interface Host {
  circuit: Circuit;
  turns: Turns | undefined;
  active: number;
  /** Requests without an answer for `slowMs`, and their listings. */
  slow: Map<symbol, number>;
  /** When the last listing that was sent away may come back. */
  returnAt: number;
}

const longestReturnMs = 600_000;
const mostHosts = 10_000;

export function createPhotoHosts(options: PhotoHostsOptions): PhotoHosts {
  const { slots, requestsPerSecond, timeoutMs, slowMs = 2000 } = options;
  const share = Math.max(1, Math.floor(slots / 2));
  const spacingMs = Math.max(slowMs / share, requestsPerSecond ? 1000 / requestsPerSecond : 0);
  const hosts = new Map<string, Host>();

  const find = (name: string): Host => {
    const known = hosts.get(name);
    if (known) return known;
    if (hosts.size >= mostHosts)
      for (const [other, { active }] of hosts) if (active === 0) hosts.delete(other);
    const circuit = createCircuit({ trialMs: timeoutMs });
    const turns = requestsPerSecond === undefined ? undefined : createTurns(requestsPerSecond);
    const host: Host = { circuit, turns, active: 0, slow: new Map(), returnAt: 0 };
    hosts.set(name, host);
    return host;
  };

  /** Listings that are sent away come back one after the other, no faster than they could be let in. */
  const busy = (name: string, host: Host, { urgent }: Visitor) => {
    const now = performance.now();
    let waitMs = slowMs * (1 + Math.random());
    if (!urgent) {
      host.returnAt = Math.max(now + slowMs, host.returnAt + spacingMs);
      waitMs = host.returnAt - now;
      if (waitMs > longestReturnMs) {
        host.returnAt = now + longestReturnMs;
        waitMs = (longestReturnMs / 2) * (1 + Math.random());
      }
    }
    return postponing('photo_host_busy', `Enough listings wait for photo host ${name} already.`, waitMs);
  };

  return {
    async request(name, visit, send) {
      const host = find(name);
      const state = host.circuit.state();
      if (state.kind === 'open') throw down(name, state.waitMs);
      const { listing } = visit.visitor;
      const waiting = new Set(host.slow.values());
      if (state.kind === 'closed' && waiting.size >= share && !waiting.has(listing))
        throw busy(name, host, visit.visitor);

      const request = Symbol();
      let over = false;
      const becomeSlow = () => {
        if (over) return;
        host.slow.set(request, listing);
        if (new Set(host.slow.values()).size > share) visit.giveUp(busy(name, host, visit.visitor));
      };
      // In a busy process the answer may be there and not read yet: setImmediate comes after reading.
      const slowTimer = setTimeout(() => setImmediate(becomeSlow), slowMs);
      const answered = () => {
        over = true;
        clearTimeout(slowTimer);
        host.slow.delete(request);
      };
      host.active++;
      try {
        if (host.turns && !visit.signal.aborted) await visit.wait(host.turns.take(visit.signal));
        const result = await send(answered);
        host.circuit.answered();
        return result;
      } catch (thrown) {
        const { code } = transportError(visit.signal.aborted ? visit.signal.reason : thrown, name);
        if (code === 'photo_timeout') {
          host.circuit.timedOut(listing);
          const pauseMs = host.circuit.pauseMs();
          if (pauseMs !== undefined) throw down(name, pauseMs, thrown);
        } else if (code !== 'photo_fetch_cancelled' && code !== 'photo_host_busy') host.circuit.answered();
        throw thrown;
      } finally {
        if (state.kind === 'trial') host.circuit.abandoned();
        answered();
        host.active--;
        const forgettable =
          host.circuit.isFresh() && host.returnAt < performance.now() && !host.turns?.busy();
        if (host.active === 0 && forgettable) hosts.delete(name);
      }
    },
    paused: () => [...hosts.values()].filter(({ circuit }) => circuit.pauseMs() !== undefined).length,
  };
}

function down(name: string, waitMs: number, cause?: unknown) {
  const message = `Photo host ${name} let several listings wait in vain, so it is not asked for a while.`;
  return postponing('photo_host_down', message, waitMs, cause);
}

function postponing(code: FetchErrorCode, message: string, waitMs: number, cause?: unknown) {
  const retryAfterMs = Math.ceil(waitMs);
  return fetchError(code, message, { retryable: true, postpones: true, retryAfterMs, cause });
}
