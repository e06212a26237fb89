import jStat from 'jstat';

/** Where a share lies with 95 % confidence; 0 to 1. Photos count as independent of each other. */
export interface Interval {
  low: number;
  high: number;
}

/** A share with its interval. */
export interface Estimate {
  value: number;
  interval: Interval;
}

/**
 * Wilson score interval of `right` out of `total`; nothing is known of 0 out of 0. Wilson 1927,
 * https://doi.org/10.1080/01621459.1927.10502953; recommended by Brown, Cai and DasGupta 2001,
 * https://doi.org/10.1214/ss/1009213286
 */
export function wilsonInterval(right: number, total: number, confidence = 0.95): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const z = jStat.normal.inv(1 - (1 - confidence) / 2, 0, 1);
  const share = right / total;
  const scale = 1 + z ** 2 / total;
  const centre = (share + z ** 2 / (2 * total)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  // At the ends the formula meets 0 and 1 exactly; its rounding does not.
  return {
    low: right === 0 ? 0 : Math.max(0, centre - reach),
    high: right === total ? 1 : Math.min(1, centre + reach),
  };
}

/**
 * Interval of an F1 score by the "Wilson indirect" method: TP / (TP + FP + FN) is a binomial share J, and
 * F1 = 2J / (1 + J). Lam, Gopal and Qian 2023, https://arxiv.org/abs/2309.14621
 */
export function f1Interval(right: number, wrong: number, confidence = 0.95): Interval {
  const { low, high } = wilsonInterval(right, right + wrong, confidence);
  return { low: (2 * low) / (1 + low), high: (2 * high) / (1 + high) };
}

/**
 * Mean of independent shares, its interval from theirs (MOVER): Zou, Huang and Zhang 2009,
 * https://doi.org/10.1016/j.csda.2008.09.033. 0 within [0, 1] for none.
 */
export function meanEstimate(shares: readonly Estimate[]): Estimate {
  const count = shares.length;
  if (count === 0) return { value: 0, interval: { low: 0, high: 1 } };
  const value = shares.reduce((sum, share) => sum + share.value, 0) / count;
  const reach = (distance: (share: Estimate) => number) =>
    Math.sqrt(shares.reduce((sum, share) => sum + distance(share) ** 2, 0)) / count;
  return {
    value,
    interval: {
      low: Math.max(0, value - reach((share) => share.value - share.interval.low)),
      high: Math.min(1, value + reach((share) => share.interval.high - share.value)),
    },
  };
}
