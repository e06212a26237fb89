/** Precision and recall of one class, as in https://scikit-learn.org/stable/modules/model_evaluation.html */
export interface ClassMetrics {
  label: string;
  /** 0 where the class was never predicted. */
  precision: number;
  recall: number;
  /** Photos of the class in the dataset. */
  support: number;
  /** Photos of the class that the model was trained on. */
  trainingImages: number;
}

export interface TierMetrics {
  accuracy: number;
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  perClass: ClassMetrics[];
  /** counts[true][predicted] */
  confusion: { labels: string[]; counts: number[][] };
}

/** Accuracy, macro averages over the labels that occur in `truth`, and the confusion matrix over all labels met. */
export function tierMetrics(
  truth: readonly string[],
  predicted: readonly string[],
  trainingImages: Record<string, number>,
): TierMetrics {
  const labels = [...new Set([...truth, ...predicted])].sort();
  const index = new Map(labels.map((label, i) => [label, i]));
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  truth.forEach((label, row) => {
    const line = counts[index.get(label) as number] as number[];
    const column = index.get(predicted[row] as string) as number;
    line[column] = (line[column] as number) + 1;
  });
  const perClass = labels.flatMap((label, i) => {
    const support = sum(counts[i] as number[]);
    if (support === 0) return [];
    const right = counts[i]?.[i] as number;
    const answered = sum(counts.map((line) => line[i] as number));
    return {
      label,
      precision: answered === 0 ? 0 : right / answered,
      recall: right / support,
      support,
      trainingImages: trainingImages[label] ?? 0,
    };
  });
  const macro = (value: (metrics: ClassMetrics) => number) =>
    perClass.length === 0 ? 0 : sum(perClass.map(value)) / perClass.length;
  return {
    accuracy: truth.length === 0 ? 0 : sum(labels.map((_, i) => counts[i]?.[i] as number)) / truth.length,
    macroPrecision: macro((metrics) => metrics.precision),
    macroRecall: macro((metrics) => metrics.recall),
    macroF1: macro(({ precision, recall }) =>
      precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    ),
    perClass,
    confusion: { labels, counts },
  };
}

export interface Answer {
  /** 0 to 1 */
  confidence: number;
  right: boolean;
}

/** Expected calibration error over 15 bins of equal width (Guo et al., https://arxiv.org/abs/1706.04599). */
export function expectedCalibrationError(answers: readonly Answer[], bins = 15): number {
  if (answers.length === 0) return 0;
  const groups: Answer[][] = Array.from({ length: bins }, () => []);
  for (const answer of answers)
    groups[Math.min(bins - 1, Math.floor(answer.confidence * bins))]?.push(answer);
  const gaps = groups.map((group) =>
    Math.abs(sum(group.map((a) => a.confidence)) - group.filter((a) => a.right).length),
  );
  return sum(gaps) / answers.length;
}

/** The largest share of photos that can be answered, surest first, while the given share of answers is right. */
export function coverageAtPrecision(answers: readonly Answer[], precision: number): number {
  const sorted = [...answers].sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let covered = 0;
  sorted.forEach((answer, i) => {
    right += answer.right ? 1 : 0;
    if (right / (i + 1) >= precision) covered = i + 1;
  });
  return answers.length === 0 ? 0 : covered / answers.length;
}

/** Nearest-rank percentile; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
