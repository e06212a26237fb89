import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HoneyburstError } from '../../src/errors.js';
import { createQueue, type QueueRetries } from '../../src/queue/queue.js';
import { createWorker, type WorkerOptions } from '../../src/queue/worker.js';
import { backends, createTestQueue } from './backends.js';

const retryable = (retryAfterMs?: number) =>
  new HoneyburstError('not now', { code: 'photo_throttled', stage: 'fetch', retryable: true, retryAfterMs });
const permanent = new HoneyburstError('never', { code: 'photo_not_found', stage: 'fetch' });
const job = (enrichmentId: number, priority = 10, dispatches = 1) => ({ enrichmentId, priority, dispatches });

describe.for(backends)('the queue on $backend', (backend) => {
  async function open(retries: Partial<QueueRetries> = {}) {
    const { location } = await createTestQueue(backend);
    const queue = createQueue({ ...location, attempts: 3, backoffMs: 20, ...retries });
    onTestFinished(() => queue.close());
    const work = (enrich: WorkerOptions['enrich'], options: Partial<WorkerOptions> = {}) => {
      const worker = createWorker({ ...location, concurrency: 4, enrich, ...options });
      let closing: Promise<boolean> | undefined;
      const close = (timeoutMs: number) => (closing ??= worker.close(timeoutMs));
      onTestFinished(async () => {
        await close(100);
      });
      return { close };
    };
    const empty = () => expect.poll(() => queue.depth()).toBe(0);
    return { queue, work, empty };
  }

  it('hands every job to one of its workers, once', async () => {
    const { queue, work, empty } = await open();
    const seen: number[] = [];
    const enrich = async (id: number) => {
      seen.push(id);
    };
    work(enrich);
    work(enrich);
    const ids = Array.from({ length: 200 }, (_, i) => i + 1);
    await queue.add(ids.map((id) => job(id)));
    await empty();
    expect(seen.sort((a, b) => a - b)).toEqual(ids);
  });

  it('takes the lower priority number first', async () => {
    const { queue, work, empty } = await open();
    await queue.add([job(1, 10), job(2, 10), job(3, 1), job(4, 5)]);
    const seen: number[] = [];
    work(async (id) => void seen.push(id), { concurrency: 1 });
    await empty();
    expect(seen).toEqual([3, 4, 1, 2]);
  });

  it('holds a dispatch once, and takes the same row again when it was done or dispatched anew', async () => {
    const { queue, work, empty } = await open();
    await queue.add([job(1), job(1), job(1, 10, 2)]);
    await queue.add([job(1)]);
    expect(await queue.depth()).toBe(2);
    const seen: number[] = [];
    work(async (id) => void seen.push(id));
    await empty();
    await queue.add([job(1)]);
    await expect.poll(() => seen).toEqual([1, 1, 1]);
  });

  it('tries again what may pass, as often as it is told to, and then lets go', async () => {
    const { queue, work, empty } = await open({ attempts: 3 });
    let calls = 0;
    work(async () => {
      calls++;
      throw retryable();
    });
    await queue.add([job(1)]);
    await empty();
    expect(calls).toBe(3);
  });

  it('waits as long as a remote service asks before it tries again', async () => {
    const { queue, work, empty } = await open();
    const calledAt: number[] = [];
    work(async () => {
      calledAt.push(performance.now());
      if (calledAt.length === 1) throw retryable(700);
    });
    await queue.add([job(1)]);
    await empty();
    expect(calledAt[1]! - calledAt[0]!).toBeGreaterThan(650);
  });

  it('does not try again what is permanent', async () => {
    const { queue, work, empty } = await open();
    let calls = 0;
    work(async () => {
      calls++;
      throw permanent;
    });
    await queue.add([job(1), job(2)]);
    await empty();
    expect(calls).toBe(2);
  });

  it('tells which dispatches it does not hold', async () => {
    const { queue, work } = await open();
    const seen: number[] = [];
    work(async (id) => {
      seen.push(id);
      if (id === 3) throw retryable(60_000);
      await new Promise(() => {});
    });
    await queue.add([job(1), job(3), ...[4, 5, 6, 7].map((id) => job(id))]);
    // One is delayed, four are active, one waits.
    await expect.poll(() => seen).toHaveLength(5);
    const all = [1, 2, 3, 4, 5, 6, 7].map((id) => job(id));
    expect(await queue.missing([...all, job(1, 10, 2)])).toEqual([job(2), job(1, 10, 2)]);
  });

  it('waits for the job at hand when it closes', async () => {
    const { queue, work } = await open();
    const started = vi.fn();
    let finish = () => {};
    const worker = work(() => {
      started();
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await queue.add([job(1)]);
    await expect.poll(() => started).toHaveBeenCalled();
    const closed = worker.close(60_000);
    expect(await Promise.race([closed, queue.depth()])).toBe(1);
    finish();
    expect(await closed).toBe(true);
    expect(await queue.depth()).toBe(0);
  });

  it('gives the job of a worker that did not end in time to another', async () => {
    const { queue, work, empty } = await open();
    const started = vi.fn();
    const hang = async () => {
      started();
      await new Promise(() => {});
    };
    const first = work(hang, { lockDurationMs: 1000 });
    await queue.add([job(1)]);
    await expect.poll(() => started).toHaveBeenCalled();
    expect(await first.close(50)).toBe(false);
    const second: number[] = [];
    work(async (id) => void second.push(id));
    await empty();
    expect(second).toEqual([1]);
  });

  it('runs the backfill on schedule until the schedule is taken away', async () => {
    const { queue, work, empty } = await open();
    const backfill = vi.fn(async () => {});
    work(async () => {}, { backfill });
    await queue.schedule('* * * * * *');
    await queue.schedule('* * * * * *');
    await expect.poll(() => backfill.mock.calls.length).toBeGreaterThanOrEqual(2);
    await queue.unschedule();
    await empty();
  });
});
