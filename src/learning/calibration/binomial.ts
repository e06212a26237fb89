import jstat from 'jstat';

/**
 * One-sided exact lower confidence bound of a share of which `right` of `count` independent trials were right;
 * the bound is wrong with at most the probability `risk` (Clopper and Pearson 1934,
 * https://doi.org/10.1093/biomet/26.4.404: the quantile `risk` of Beta(right, count - right + 1)).
 */
export function lowerBound(right: number, count: number, risk: number): number {
  return right === 0 ? 0 : jstat.beta.inv(risk, right, count - right + 1);
}

/**
 * p-value of the binomial test that the share is at most `share`: the probability of at least `right` right ones.
 * At most `risk` exactly where `lowerBound` reaches `share`.
 */
export function exceedanceProbability(right: number, count: number, share: number): number {
  return right === 0 ? 1 : jstat.beta.cdf(share, right, count - right + 1);
}

/** The fewest trials that prove the share where none of them is wrong: 59 for 0.95 at a risk of 0.05. */
export function trialsWithoutError(share: number, risk: number): number {
  return Math.ceil(Math.log(risk) / Math.log(share));
}
