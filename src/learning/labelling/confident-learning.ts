export interface LabelIssue {
  /** Row of the input. */
  row: number;
  /** Class numbers. */
  given: number;
  suggested: number;
  /** Probability of the given class. */
  selfConfidence: number;
  suggestedConfidence: number;
  /** Probability of the given class less that of the best other class, -1 to 1: the lower, the likelier an error. */
  margin: number;
}

export interface ConfidentLearning {
  /** Rows of each given class. */
  counts: number[];
  /** Mean probability of each class over the rows labelled so; infinite where there are none. */
  thresholds: number[];
  /** Rows by [given class][class that they confidently are]. */
  confidentJoint: number[][];
  /** P(true class | given class) as [given][true]: how the rows of a label are probably made up. Sums to 1. */
  trueOfGiven: number[][];
  /** P(given class | true class) as [given][true]: the noise matrix of the paper. Columns sum to 1. */
  givenOfTrue: number[][];
  /** Estimated share of wrong labels. */
  noise: number;
  /** Likeliest error first. */
  issues: LabelIssue[];
}

/**
 * Finds probable label errors by confident learning (Northcutt, Jiang and Chuang 2021,
 * https://arxiv.org/abs/1911.00068). `probabilities` [rows][classes] must be out of fold: each row's from a model
 * that saw neither the row nor another photo of its group. A row belongs confidently to the class of highest
 * probability among those that reach the mean probability of the rows labelled so; rows that belong elsewhere
 * than to their label (the off-diagonal of the confident joint) are the issues, ranked by normalised margin.
 * The thresholds make up for a model that is surer of some classes than of others.
 */
export function findLabelIssues(
  probabilities: readonly ArrayLike<number>[],
  given: readonly number[],
  classes: number,
): ConfidentLearning {
  const all = [...Array(classes).keys()];
  const counts = all.map((label) => given.filter((own) => own === label).length);
  const sums = all.map(() => 0);
  probabilities.forEach((row, i) => {
    const label = given[i]!;
    sums[label] = sums[label]! + row[label]!;
  });
  const thresholds = all.map((label) => {
    const count = counts[label]!;
    return count === 0 ? Number.POSITIVE_INFINITY : sums[label]! / count;
  });

  const confidentJoint = all.map(() => all.map(() => 0));
  const issues: LabelIssue[] = [];
  probabilities.forEach((row, i) => {
    const label = given[i]!;
    const confident = all.filter((j) => row[j]! >= thresholds[j]!);
    const suggested = indexOfHighestAmong(row, confident);
    if (suggested === undefined) return;
    const line = confidentJoint[label]!;
    line[suggested] = line[suggested]! + 1;
    if (suggested === label) return;
    const others = all.filter((j) => j !== label);
    const best = indexOfHighestAmong(row, others)!;
    const selfConfidence = row[label]!;
    issues.push({
      row: i,
      given: label,
      suggested,
      selfConfidence,
      suggestedConfidence: row[suggested]!,
      margin: selfConfidence - row[best]!,
    });
  });
  issues.sort((a, b) => a.margin - b.margin || a.selfConfidence - b.selfConfidence || a.row - b.row);

  // A label none of whose rows is confidently anything is taken at its word.
  const trueOfGiven = confidentJoint.map((line, label) => {
    const total = sum(line);
    return line.map((count, j) => (total > 0 ? count / total : j === label ? 1 : 0));
  });
  const joint = trueOfGiven.map((line, label) =>
    line.map((share) => (share * counts[label]!) / Math.max(1, given.length)),
  );
  const ofTrue = all.map((j) => sum(joint.map((line) => line[j]!)));
  const givenOfTrue = joint.map((line) => line.map((share, j) => (ofTrue[j]! > 0 ? share / ofTrue[j]! : 0)));
  const kept = sum(joint.map((line, label) => line[label]!));
  const noise = given.length === 0 ? 0 : Math.max(0, 1 - kept);
  return { counts, thresholds, confidentJoint, trueOfGiven, givenOfTrue, noise, issues };
}

/** The first of equal ones; undefined of none. */
function indexOfHighestAmong(values: ArrayLike<number>, candidates: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const index of candidates) {
    if (best === undefined || values[index]! > values[best]!) best = index;
  }
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
