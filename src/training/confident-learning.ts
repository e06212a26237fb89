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
    const label = given[i] as number;
    sums[label] = (sums[label] as number) + (row[label] as number);
  });
  const thresholds = all.map((label) => {
    const count = counts[label] as number;
    return count === 0 ? Number.POSITIVE_INFINITY : (sums[label] as number) / count;
  });

  const confidentJoint = all.map(() => all.map(() => 0));
  const issues: LabelIssue[] = [];
  probabilities.forEach((row, i) => {
    const label = given[i] as number;
    const confident = all.filter((j) => (row[j] as number) >= (thresholds[j] as number));
    const suggested = indexOfHighestAmong(row, confident);
    if (suggested === undefined) return;
    const line = confidentJoint[label] as number[];
    line[suggested] = (line[suggested] as number) + 1;
    if (suggested === label) return;
    const others = all.filter((j) => j !== label);
    const best = indexOfHighestAmong(row, others) as number;
    const selfConfidence = row[label] as number;
    issues.push({
      row: i,
      given: label,
      suggested,
      selfConfidence,
      suggestedConfidence: row[suggested] as number,
      margin: selfConfidence - (row[best] as number),
    });
  });
  issues.sort((a, b) => a.margin - b.margin || a.selfConfidence - b.selfConfidence || a.row - b.row);

  // A label none of whose rows is confidently anything is taken at its word.
  const trueOfGiven = confidentJoint.map((line, label) => {
    const total = sum(line);
    return line.map((count, j) => (total > 0 ? count / total : j === label ? 1 : 0));
  });
  const joint = trueOfGiven.map((line, label) =>
    line.map((share) => (share * (counts[label] as number)) / Math.max(1, given.length)),
  );
  const ofTrue = all.map((j) => sum(joint.map((line) => line[j] as number)));
  const givenOfTrue = joint.map((line) =>
    line.map((share, j) => ((ofTrue[j] as number) > 0 ? share / (ofTrue[j] as number) : 0)),
  );
  const kept = sum(joint.map((line, label) => line[label] as number));
  const noise = given.length === 0 ? 0 : Math.max(0, 1 - kept);
  return { counts, thresholds, confidentJoint, trueOfGiven, givenOfTrue, noise, issues };
}

/** The first of equal ones; undefined of none. */
function indexOfHighestAmong(values: ArrayLike<number>, candidates: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const index of candidates) {
    if (best === undefined || (values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
