import { z } from 'zod';
import { reviewSuggestion, reviewSuggestions } from '../review/decide.js';
import { undoReview } from '../review/undo.js';
import { type Api, reviewers } from './api.js';
import type { ServiceContext } from './context.js';
import { outcomeProblem } from './review-problem.js';
import {
  bulkSchema,
  decidedSchema,
  decisionSchema,
  outcomeSchema,
  toDecision,
  undoneSchema,
  undoSchema,
} from './review-schema.js';
import { id } from './value.js';

const tags = ['review'];
const params = z.object({ id });

/** What reviewers do: decide one suggestion or many, and take it back. */
export function registerReviewRoutes(app: Api, { pool, review }: ServiceContext): void {
  app.post(
    '/v1/suggestions/:id/review',
    {
      config: { access: reviewers },
      schema: {
        ...{ tags, operationId: 'reviewSuggestion', summary: 'Decides one suggestion' },
        description: 'Answers 409 with by, at, decision and finish where somebody was quicker.',
        ...{ params, body: decisionSchema },
        response: { 200: decidedSchema },
      },
    },
    async ({ params: { id }, body, principal }) => {
      const decision = { ...toDecision(id, body), reviewer: principal!.name };
      const outcome = await reviewSuggestion(pool, decision, review);
      if (outcome.outcome === 'decided') return outcome;
      if (outcome.outcome === 'undone') throw new Error('a decision undid');
      throw outcomeProblem(outcome);
    },
  );

  app.post(
    '/v1/suggestions/:id/undo',
    {
      config: { access: reviewers },
      schema: {
        ...{ tags, operationId: 'undoReview', summary: 'Takes a decision back' },
        ...{ params, body: undoSchema },
        response: { 200: undoneSchema },
      },
    },
    async ({ params: { id }, body, principal }) => {
      const outcome = await undoReview(pool, { id, ...body, reviewer: principal!.name }, review);
      if (outcome.outcome === 'undone') return outcome;
      if (outcome.outcome === 'decided') throw new Error('an undo decided');
      throw outcomeProblem(outcome);
    },
  );

  app.post(
    '/v1/suggestions/review',
    {
      config: { access: reviewers },
      schema: {
        ...{ tags, operationId: 'reviewSuggestions', summary: 'Decides several suggestions alike' },
        body: bulkSchema,
        response: {
          200: z.object({ outcomes: z.array(outcomeSchema).describe('One for each, in their order') }),
        },
      },
    },
    async ({ body: { items, decision }, principal }) => {
      const decisions = items.map((item) => ({ ...item, decision }));
      const request = { reviewer: principal!.name, bulk: true, decisions };
      return { outcomes: await reviewSuggestions(pool, request, review) };
    },
  );
}
