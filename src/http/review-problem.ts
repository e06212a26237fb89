import type { Refusal, ReviewOutcome } from '../review/outcome.js';
import { notFound, ProblemError } from './problem.js';

const refusals: Record<Refusal, string> = {
  blind: 'This suggestion has to be decided without seeing it: choose a finish or family, or reject it.',
  nothing_suggested: 'There is no suggested finish to accept: choose a finish or family, or reject it.',
  unknown_finish: 'There is no such finish in the taxonomy: GET /v1/taxonomy lists them.',
  unknown_family: 'There is no such family in the taxonomy: GET /v1/taxonomy lists them.',
};

/** The problem that tells a reviewer why a single decision was not recorded. */
export function outcomeProblem(
  outcome: Exclude<ReviewOutcome, { outcome: 'decided' | 'undone' }>,
): ProblemError {
  const { id } = outcome;
  switch (outcome.outcome) {
    case 'unknown':
      return notFound(`suggestion ${id}`);
    case 'refused':
      return new ProblemError({ status: 422, code: outcome.reason, detail: refusals[outcome.reason] });
    case 'replaced':
      return new ProblemError({
        status: 409,
        code: 'replaced',
        detail: 'The listing has a newer suggestion, so this decision cannot be undone.',
        members: { newer: outcome.newer },
      });
    case 'conflict': {
      const { revision, status, latest } = outcome;
      return new ProblemError({
        status: 409,
        code: 'conflict',
        detail: latest
          ? `${latest.reviewer} was quicker: ${[latest.decision, latest.finish ?? latest.family].filter(Boolean).join(' ')}.`
          : 'A newer suggestion has replaced this one.',
        members: {
          by: latest?.reviewer ?? null,
          at: latest?.decidedAt ?? null,
          decision: latest?.decision ?? null,
          finish: latest?.finish ?? null,
          family: latest?.family ?? null,
          ...{ id, revision, status },
        },
      });
    }
  }
}
