import type { Layer, Operand } from './layer.js';

export interface NormalisationWeights {
  gamma?: Float32Array | undefined;
  beta?: Float32Array | undefined;
  mean: Float32Array;
  variance: Float32Array;
  epsilon: number;
}

/** Batch normalisation at inference as a factor and a summand for each channel: https://arxiv.org/abs/1502.03167. */
export function normalisation(
  name: string,
  inputs: readonly Operand[],
  { gamma, beta, mean, variance, epsilon }: NormalisationWeights,
): Layer[] {
  const scale = variance.map((value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + epsilon));
  const shift = mean.map((value, i) => (beta?.[i] ?? 0) - value * scale[i]!);
  return [
    { name: `${name}/scaled`, kind: 'arithmetic', operator: 'mul', inputs: [...inputs, scale] },
    { name, kind: 'arithmetic', operator: 'add', inputs: [`${name}/scaled`, shift] },
  ];
}
