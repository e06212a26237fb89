import { z } from 'zod';
import { HoneyburstError } from '../../errors.js';
import type { RemoteNetwork } from './description.js';

/** The probability of each tag for a photo, 0 to 1, by the name of the tag. */
export type Probabilities = Readonly<Record<string, number>>;

const answerSchema = z.object({
  /** The iteration that answered; empty from a container. */
  iteration: z.string().optional(),
  predictions: z.array(z.object({ tagName: z.string(), probability: z.number().min(0) })).min(1),
});

/**
 * Reads the probabilities of an answer. A tag that it leaves out has probability 0. If it holds no predictions, throws a
 * retryable HoneyburstError.
 */
export function readAnswer(
  answer: unknown,
  from: string,
): { iteration: string | undefined; probabilities: Probabilities } {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    throw new HoneyburstError(
      `${from} gave an answer that cannot be read: ${z.prettifyError(parsed.error)}`,
      {
        code: 'custom_vision_answer_invalid',
        stage: 'classify',
        retryable: true,
      },
    );
  }
  const { iteration, predictions } = parsed.data;
  const probabilities = Object.fromEntries(
    predictions.map(({ tagName, probability }) => [tagName, probability]),
  );
  return { iteration: iteration || undefined, probabilities };
}

/** Throws a HoneyburstError if the answer holds a tag that the model was not made with: the network has changed. */
export function checkTags(probabilities: Probabilities, { tags }: RemoteNetwork, from: string): void {
  const known = new Set(tags.map(({ name }) => name));
  const unknown = Object.keys(probabilities).filter((tag) => !known.has(tag));
  if (unknown.length === 0) return;
  const message = `${from} answers with tags that the model does not know (${unknown.slice(0, 5).join(', ')}): train or import the model again.`;
  throw new HoneyburstError(message, { code: 'custom_vision_tags_changed', stage: 'classify', halts: true });
}
