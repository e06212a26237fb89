import { z } from 'zod';
import { HoneyburstError } from '../../errors.js';
import type { RemoteNetwork } from './description.js';

/** What a network says of a photo, by the name of the tag: 0 to 1. */
export type Probabilities = Readonly<Record<string, number>>;

const answerSchema = z.object({
  /** Which iteration answered; empty from a container. */
  iteration: z.string().optional(),
  predictions: z.array(z.object({ tagName: z.string(), probability: z.number().min(0) })).min(1),
});

/**
 * The probabilities of an answer, in whatever order they come; a tag that is not mentioned is to count 0. Throws a
 * retryable HoneyburstError where it is no answer at all.
 */
export function readAnswer(
  answer: unknown,
  from: string,
): { iteration: string | undefined; probabilities: Probabilities } {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    throw new HoneyburstError(`${from} gave no proper answer: ${z.prettifyError(parsed.error)}`, {
      code: 'custom_vision_answer_invalid',
      stage: 'classify',
      retryable: true,
    });
  }
  const { iteration, predictions } = parsed.data;
  const probabilities = Object.fromEntries(
    predictions.map(({ tagName, probability }) => [tagName, probability]),
  );
  return { iteration: iteration || undefined, probabilities };
}

/** Throws a HoneyburstError where the answer holds a tag that the model was not made with: it means something else now. */
export function checkTags(probabilities: Probabilities, { tags }: RemoteNetwork, from: string): void {
  const known = new Set(tags.map(({ name }) => name));
  const unknown = Object.keys(probabilities).filter((tag) => !known.has(tag));
  if (unknown.length === 0) return;
  const message = `${from} answers with tags that the model does not know (${unknown.slice(0, 5).join(', ')}): train or import the model again.`;
  throw new HoneyburstError(message, { code: 'custom_vision_tags_changed', stage: 'classify', halts: true });
}
