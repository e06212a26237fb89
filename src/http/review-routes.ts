import { z } from 'zod';
import { reviewSuggestion, reviewSuggestions } from '../review/decide.js';
import { decidedSchema, reviewOutcomeSchema, undoneSchema } from '../review/outcome.js';
import { undoReview } from '../review/undo.js';
import { type Api, reviewers } from './api.js';
import type { ServiceContext } from './context.js';
import { bulkBody, decisionBody, toDecision, undoBody } from './decision-body.js';
import { outcomeProblem } from './review-problem.js';

import { id } from './value.js';

const tags = ['review'];
const params = z.object({ id });

/** Deciding suggestions, one or many at once, and undoing decisions. */
export function registerReviewRoutes(app: Api, { pool, review }: ServiceContext): void {
  app.post(
    '/v1/suggestions/:id/review',
    {
      config: { access: reviewers },
      schema: {
        ...{ tags, operationId: 'reviewSuggestion', summary: 'Decides one suggestion' },
        description: 'Answers 409 with by, at, decision and finish if somebody decided first.',
        ...{ params, body: decisionBody },
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
        ...{ tags, operationId: 'undoReview', summary: 'Undoes a decision' },
        ...{ params, body: undoBody },
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
        ...{ tags, operationId: 'reviewSuggestions', summary: 'Decides several suggestions the same way' },
        body: bulkBody,
        response: {
          200: z.strictObject({
            outcomes: z.array(reviewOutcomeSchema).describe('One for each item, in the same order'),
          }),
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
