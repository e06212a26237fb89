/** error(n) = scale n^-exponent + floor */
export interface PowerLaw {
  scale: number;
  exponent: number;
  floor: number;
}

export interface WeightedPoint {
  /** Above 0. */
  n: number;
  /** 0 to 1 */
  error: number;
  /** One over the variance of the error. */
  weight: number;
}

/** Exponents met in practice are 0.07 to 0.35 (Hestness et al.), those of theory 0.5 to 1. */
const leastExponent = 0.05;
const mostExponent = 1.5;
const gridSize = 60;

/** At most 1, as errors are. */
export function errorAt({ scale, exponent, floor }: PowerLaw, n: number): number {
  return Math.min(1, scale * n ** -exponent + floor);
}

/**
 * Weighted least squares with scale >= 0, 0.05 <= exponent <= 1.5 and floor >= 0. The law is that of Cortes et al.
 * 1993, Learning Curves: Asymptotic Values and Rate of Convergence (NIPS 6), and Hestness et al. 2017,
 * https://arxiv.org/abs/1712.00409. For a given exponent the rest is linear and solved exactly (variable
 * projection, Golub and Pereyra 1973); the exponent is searched on a grid, then by golden section: it cannot
 * diverge, whatever the points.
 */
export function fitPowerLaw(points: readonly WeightedPoint[]): PowerLaw {
  const lossOf = (logExponent: number) => solveLinear(points, Math.exp(logExponent)).loss;
  const from = Math.log(leastExponent);
  const step = (Math.log(mostExponent) - from) / (gridSize - 1);
  let best = 0;
  const losses = Array.from({ length: gridSize }, (_, i) => lossOf(from + i * step));
  losses.forEach((loss, i) => {
    if (loss < losses[best]!) best = i;
  });
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = from + Math.max(0, best - 1) * step;
  let high = from + Math.min(gridSize - 1, best + 1) * step;
  for (let round = 0; round < 25; round++) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (lossOf(left) < lossOf(right)) high = right;
    else low = left;
  }
  return solveLinear(points, Math.exp((low + high) / 2)).law;
}

/** Scale and floor for a given exponent, neither below 0, and the weighted sum of squares that they leave. */
function solveLinear(points: readonly WeightedPoint[], exponent: number): { law: PowerLaw; loss: number } {
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const { n, error, weight } of points) {
    const x = n ** -exponent;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * error;
    wxy += weight * x * error;
  }
  const determinant = w * wxx - wx * wx;
  let scale = determinant > 0 ? (w * wxy - wx * wy) / determinant : 0;
  let floor = (wy - scale * wx) / w;
  if (scale < 0) [scale, floor] = [0, wy / w];
  else if (floor < 0) [scale, floor] = [wxy / wxx, 0];
  let loss = 0;
  for (const { n, error, weight } of points) loss += weight * (error - scale * n ** -exponent - floor) ** 2;
  return { law: { scale, exponent, floor }, loss };
}
