import type { LabelScores } from '../../classifier/classifier.js';
import { childNumbers, type LabelTree } from '../../classifier/label-tree.js';
import { type ConfidentLearning, findLabelIssues, type LabelIssue } from './confident-learning.js';

/** The labels of a photo; the finish is undefined if it is not known, or not taught to the model. */
export interface AuditedLabel {
  family: string;
  finish: string | undefined;
}

export interface ProbableMislabel {
  /** Row of the input. */
  row: number;
  /** 1 is the likeliest error. */
  rank: number;
  tier: 'family' | 'finish';
  given: string;
  suggested: string;
  /** Out-of-fold probability of the given label; of a finish within its family. 0 to 1. */
  selfConfidence: number;
  suggestedConfidence: number;
  /** selfConfidence less the probability of the best other label, -1 to 1. */
  margin: number;
  /** For a person. */
  reason: string;
}

export interface LabelAudit {
  /** Estimated share of wrong families among all photos, and of wrong finishes among those whose family is right. */
  noise: { family: number; finish: number };
  mislabels: ProbableMislabel[];
}

/**
 * Ranks probable mislabels of both tiers by confident learning: first the family; then, for photos whose family
 * stands, the finish among those of that family by P(finish | family). It suggests only what the model itself would
 * answer. `scores` are calibrated and out of fold, one for each row of `given`. Throws a RangeError for a family that the
 * model does not know.
 */
export function auditLabels(
  given: readonly AuditedLabel[],
  scores: readonly LabelScores[],
  labels: LabelTree,
): LabelAudit {
  const familyNumbers = given.map(({ family }) => {
    const number = labels.coarse.indexOf(family);
    if (number < 0) throw new RangeError(`the model has no family ${family}`);
    return number;
  });
  const families = findLabelIssues(
    scores.map((score) => score.coarse),
    familyNumbers,
    labels.coarse.length,
  );
  const wrong = families.issues.filter(isBestAnswer);
  const mislabels = wrong.map((issue) => describe(issue, issue.row, 'family', labels.coarse, families));
  const wrongFamily = new Set(wrong.map(({ row }) => row));

  let audited = 0;
  let wrongFinishes = 0;
  for (const [number, family] of labels.coarse.entries()) {
    const members = childNumbers(labels, family);
    const slugs = members.map((index) => labels.fine[index]!.label);
    const rows = given.flatMap((label, row) =>
      familyNumbers[row] === number && !wrongFamily.has(row) && slugs.includes(label.finish ?? '')
        ? [row]
        : [],
    );
    const finishes = findLabelIssues(
      rows.map((row) => withinFamily(scores[row] as LabelScores, members)),
      rows.map((row) => slugs.indexOf(given[row]!.finish!)),
      members.length,
    );
    audited += rows.length;
    wrongFinishes += finishes.noise * rows.length;
    for (const issue of finishes.issues.filter(isBestAnswer)) {
      mislabels.push(describe(issue, rows[issue.row]!, 'finish', slugs, finishes));
    }
  }
  mislabels.sort((a, b) => a.margin - b.margin || a.row - b.row);
  return {
    noise: { family: families.noise, finish: audited === 0 ? 0 : wrongFinishes / audited },
    mislabels: mislabels.map((mislabel, index) => ({ ...mislabel, rank: index + 1 })),
  };
}

/**
 * Whether the suggestion is what the model itself would answer. The threshold of a class that it hardly knows is so
 * low that photos reach it at a few per cent: nobody would call such a photo a mislabel.
 */
function isBestAnswer({ margin, selfConfidence, suggestedConfidence }: LabelIssue): boolean {
  return margin < 0 && margin >= selfConfidence - suggestedConfidence;
}

function withinFamily({ fine }: LabelScores, members: readonly number[]): number[] {
  const own = members.map((index) => fine[index]!);
  const total = own.reduce((sum, value) => sum + value, 0);
  return own.map((value) => (total > 0 ? value / total : 1 / own.length));
}

function describe(
  issue: LabelIssue,
  row: number,
  tier: ProbableMislabel['tier'],
  names: readonly string[],
  { confidentJoint, counts }: ConfidentLearning,
): Omit<ProbableMislabel, 'rank'> {
  const given = names[issue.given]!;
  const suggested = names[issue.suggested]!;
  const alike = confidentJoint[issue.given]![issue.suggested]!;
  const { selfConfidence, suggestedConfidence, margin } = issue;
  return {
    row,
    tier,
    given,
    suggested,
    selfConfidence,
    suggestedConfidence,
    margin,
    reason:
      `labelled ${given}, the photo looks ${suggested}: ${suggestedConfidence.toFixed(2)} against ` +
      `${selfConfidence.toFixed(2)}; ${alike} of ${counts[issue.given]} photos labelled ${given} look ${suggested}`,
  };
}
