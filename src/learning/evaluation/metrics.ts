import { type Interval, wilsonInterval } from './interval.js';

export interface Answer {
  /** 0 to 1 */
  confidence: number;
  right: boolean;
}

/** Expected calibration error over 15 bins of equal width (Guo et al., https://arxiv.org/abs/1706.04599). */
export function expectedCalibrationError(answers: readonly Answer[], bins = 15): number {
  if (answers.length === 0) return 0;
  const gaps = reliabilityBins(answers, bins).map(
    ({ count, meanConfidence, accuracy }) => count * Math.abs(meanConfidence - accuracy),
  );
  return sum(gaps) / answers.length;
}

/** Answers of one range of confidence: from `from` up to but without `to` (the last: with it). */
export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  meanConfidence: number;
  accuracy: number;
  accuracyInterval: Interval;
}

/** The reliability diagram: bins of equal width that hold answers, from low to high confidence. */
export function reliabilityBins(answers: readonly Answer[], bins = 15): ReliabilityBin[] {
  const groups: Answer[][] = Array.from({ length: bins }, () => []);
  for (const answer of answers)
    groups[Math.min(bins - 1, Math.floor(answer.confidence * bins))]?.push(answer);
  return groups.flatMap((group, bin) => {
    const count = group.length;
    if (count === 0) return [];
    const right = group.filter((answer) => answer.right).length;
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count,
      meanConfidence: sum(group.map((answer) => answer.confidence)) / count,
      accuracy: right / count,
      accuracyInterval: wilsonInterval(right, count),
    };
  });
}

/** The largest share of photos that can be answered, surest first, while the given share of answers is right. */
export function coverageAtPrecision(answers: readonly Answer[], precision: number): number {
  const enough = selections(answers).filter(({ right, answered }) => right / answered >= precision);
  return (enough.at(-1)?.answered ?? 0) / Math.max(1, answers.length);
}

export interface RiskCoverage {
  /** From the least coverage to 1; `risk` is the share of wrong answers among those from `threshold` on. */
  points: { coverage: number; risk: number; threshold: number }[];
  /** Mean risk over all coverages (AURC): Geifman et al., https://arxiv.org/abs/1805.08206 */
  area: number;
}

/** How often answers are wrong when only the surest share of photos is answered; at most `most` points. */
export function riskCoverage(answers: readonly Answer[], most = 200): RiskCoverage {
  const all = selections(answers);
  const points = all.map(({ threshold, right, answered }) => ({
    coverage: answered / answers.length,
    risk: 1 - right / answered,
    threshold,
  }));
  const step = Math.max(1, (points.length - 1) / (most - 1));
  const kept = new Set(Array.from({ length: most }, (_, i) => Math.round(i * step)));
  const area = sum(points.map(({ coverage, risk }, i) => risk * (coverage - (points[i - 1]?.coverage ?? 0))));
  return { points: points.filter((_, i) => kept.has(i)), area };
}

/** What every possible threshold selects, surest first. Equal confidences cannot be told apart by one. */
function selections(answers: readonly Answer[]): { threshold: number; right: number; answered: number }[] {
  const sorted = [...answers].sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  return sorted.flatMap((answer, i) => {
    right += answer.right ? 1 : 0;
    if (sorted[i + 1]?.confidence === answer.confidence) return [];
    return { threshold: answer.confidence, right, answered: i + 1 };
  });
}

/** Nearest-rank percentile; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
