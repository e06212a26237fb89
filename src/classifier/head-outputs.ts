/**
 * Outputs of the head's graph. head.onnx of every model folder has these names: the first models had families and
 * finishes for labels.
 */
export const headOutputs = {
  /** Probabilities [n, coarse labels]. */
  coarse: 'families',
  /** Probabilities [n, fine labels]. */
  fine: 'finishes',
  /** How clearly the photo shows a body, 0 to 1: [n]. */
  bodyShare: 'body_share',
  /** Probabilities [n, views] of the part of the guitar in sight. Models of before 0.2 and imported ones have none. */
  views: 'views',
  /** Before calibration, coarse labels first: [n, labels]. Imported models have none. */
  logits: 'logits',
} as const;
