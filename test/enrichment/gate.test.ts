import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createGate } from '../../src/enrichment/gate.js';
import { createRandom } from '../../src/random.js';

it('runs what is to be alone with nothing beside it, and loses nothing, also where work fails', async () => {
  const gate = createGate();
  const random = createRandom(7);
  let running = 0;
  let mostTogether = 0;
  const besideAlone: number[] = [];
  const work = (alone: boolean) => async () => {
    mostTogether = Math.max(mostTogether, ++running);
    if (alone) besideAlone.push(running);
    await sleep(random.between(0, 5));
    if (alone) besideAlone.push(running);
    running--;
    if (random.chance(0.2)) throw new Error('failed');
  };
  const results = await Promise.allSettled(
    Array.from({ length: 120 }, async () => {
      await sleep(random.between(0, 60));
      return random.chance(0.3) ? gate.alone(work(true)) : gate.shared(work(false));
    }),
  );
  expect(besideAlone.length).toBeGreaterThan(20);
  expect(new Set(besideAlone)).toEqual(new Set([1]));
  expect(mostTogether).toBeGreaterThan(1);
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
  expect(running).toBe(0);
});
