import { type Estimate, f1Interval, type Interval, meanEstimate, wilsonInterval } from './interval.js';

/** Precision and recall of one class, as in https://scikit-learn.org/stable/modules/model_evaluation.html */
export interface ClassMetrics {
  label: string;
  /** 0 where the class was never predicted. */
  precision: number;
  precisionInterval: Interval;
  recall: number;
  recallInterval: Interval;
  f1: number;
  f1Interval: Interval;
  /** Photos of the class in the dataset. */
  support: number;
  /** How often the class was answered. */
  answered: number;
  /** Photos of the class that the model was trained on. */
  trainingImages: number;
}

/** Averages over classes, each class counting the same. */
export interface MacroMetrics {
  labels: number;
  precision: number;
  precisionInterval: Interval;
  recall: number;
  recallInterval: Interval;
  f1: number;
  f1Interval: Interval;
}

export interface TierMetrics {
  accuracy: number;
  accuracyInterval: Interval;
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  /** The same averages with their intervals. */
  macro: MacroMetrics;
  /** Over the labels with at least so many training photos: what studies that drop rare classes report. */
  macroFrequent: MacroMetrics & { leastTrainingImages: number };
  perClass: ClassMetrics[];
  /** counts[true][predicted] */
  confusion: { labels: string[]; counts: number[][] };
}

const leastTrainingImages = 30;

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
    const line = counts[index.get(label)!]!;
    const column = index.get(predicted[row]!)!;
    line[column] = line[column]! + 1;
  });
  const perClass = labels.flatMap((label, i) => {
    const support = sum(counts[i]!);
    if (support === 0) return [];
    const answered = sum(counts.map((line) => line[i]!));
    const right = counts[i]![i]!;
    return classMetrics({ label, right, support, answered, trainingImages: trainingImages[label] ?? 0 });
  });
  const right = sum(labels.map((_, i) => counts[i]![i]!));
  const macro = macroMetrics(perClass);
  return {
    accuracy: truth.length === 0 ? 0 : right / truth.length,
    accuracyInterval: wilsonInterval(right, truth.length),
    macroPrecision: macro.precision,
    macroRecall: macro.recall,
    macroF1: macro.f1,
    macro,
    macroFrequent: {
      leastTrainingImages,
      ...macroMetrics(perClass.filter((metrics) => metrics.trainingImages >= leastTrainingImages)),
    },
    perClass,
    confusion: { labels, counts },
  };
}

function classMetrics({
  right,
  ...counts
}: {
  label: string;
  right: number;
  support: number;
  answered: number;
  trainingImages: number;
}): ClassMetrics {
  const { support, answered } = counts;
  return {
    ...counts,
    precision: answered === 0 ? 0 : right / answered,
    precisionInterval: wilsonInterval(right, answered),
    recall: right / support,
    recallInterval: wilsonInterval(right, support),
    f1: (2 * right) / (support + answered),
    f1Interval: f1Interval(right, support + answered - 2 * right),
  };
}

function macroMetrics(classes: readonly ClassMetrics[]): MacroMetrics {
  const mean = (estimate: (metrics: ClassMetrics) => Estimate) => meanEstimate(classes.map(estimate));
  const precision = mean((metrics) => ({ value: metrics.precision, interval: metrics.precisionInterval }));
  const recall = mean((metrics) => ({ value: metrics.recall, interval: metrics.recallInterval }));
  const f1 = mean((metrics) => ({ value: metrics.f1, interval: metrics.f1Interval }));
  return {
    labels: classes.length,
    precision: precision.value,
    precisionInterval: precision.interval,
    recall: recall.value,
    recallInterval: recall.interval,
    f1: f1.value,
    f1Interval: f1.interval,
  };
}

const topKs = [1, 2, 3, 5] as const;
export type TopKAccuracy = Record<`${(typeof topKs)[number]}`, number>;

/** Share of photos whose true label is among the k surest; `ranks` from 0, Infinity for a label not known. */
export function topKAccuracy(ranks: readonly number[]): TopKAccuracy {
  const within = (k: number) =>
    ranks.length === 0 ? 0 : ranks.filter((rank) => rank < k).length / ranks.length;
  return Object.fromEntries(topKs.map((k) => [k, within(k)])) as TopKAccuracy;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
