import { expect, it } from 'vitest';
import { createCircuit } from '../../src/photo/circuit.js';

function open() {
  let now = 0;
  const circuit = createCircuit({ trialMs: 5000, now: () => now });
  return {
    circuit,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it('opens when three listings in a row waited in vain, however often each did', () => {
  const { circuit } = open();
  for (const listing of [1, 1, 1, 2, 2]) circuit.timedOut(listing);
  expect(circuit.state()).toEqual({ kind: 'closed' });
  circuit.answered();
  for (const listing of [3, 4]) circuit.timedOut(listing);
  expect(circuit.state()).toEqual({ kind: 'closed' });
  circuit.timedOut(5);
  expect(circuit.state()).toEqual({ kind: 'open', waitMs: 30_000 });
  // They had begun before.
  circuit.timedOut(6);
  expect(circuit.state()).toEqual({ kind: 'open', waitMs: 30_000 });
});

it('lets one request try after the pause, which doubles up to a quarter of an hour while that fails', () => {
  const { circuit, pass } = open();
  for (const listing of [1, 2, 3]) circuit.timedOut(listing);
  const waits = [30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000];
  for (const waitMs of waits) {
    expect(circuit.state()).toEqual({ kind: 'open', waitMs });
    pass(waitMs);
    expect(circuit.state()).toEqual({ kind: 'trial' });
    expect(circuit.state()).toEqual({ kind: 'open', waitMs: 5000 });
    circuit.timedOut(1);
  }
  pass(900_000);
  expect(circuit.state()).toEqual({ kind: 'trial' });
  // It told nothing, so the next one tries.
  circuit.abandoned();
  expect(circuit.state()).toEqual({ kind: 'trial' });
  circuit.answered();
  expect(circuit.state()).toEqual({ kind: 'closed' });
  expect(circuit.isFresh()).toBe(true);
});
