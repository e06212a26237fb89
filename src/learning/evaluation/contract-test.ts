import { exceedanceProbability } from '../calibration/binomial.js';

/** Whether answers show that a promised precision is kept. */
export interface ContractTest {
  /** The promised share of right answers. */
  precision: number;
  /** Probability of at least so many right answers if the share were lower than promised. */
  pValue: number;
  holds: boolean;
}

/** What is promised, and the probability of saying so wrongly. */
const promise = { precision: 0.95, risk: 0.05 };

/** The exact binomial test of so many right answers. */
export function testContract(right: number, count: number): ContractTest {
  const { precision, risk } = promise;
  const pValue = exceedanceProbability(right, count, precision);
  return { precision, pValue, holds: count > 0 && pValue <= risk };
}
