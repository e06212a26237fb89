import type { Answer, Choice, Item } from '../api/suggestions.js';
import { decideCurrent } from '../queue/decide-current.js';
import { isSuggested } from '../queue/entry.js';
import { current } from '../queue/store.js';
import { answerName } from '../wording.js';

/**
 * Up to four candidates besides the suggestion, best first; the first has the number 2. Finishes of which one is right come
 * before all others.
 */
export function otherCandidates(item: Item): Answer[] {
  const isEither = ({ finish }: Answer) => item.either.some(({ label }) => label === finish?.label);
  return item.alternatives
    .filter((answer) => !isSuggested(item, answer))
    .sort((a, b) => Number(isEither(b)) - Number(isEither(a)))
    .slice(0, 4);
}

export function chooseAnswer(answer: Answer): void {
  const choice: Choice = answer.finish
    ? { decision: 'edited', finish: answer.finish.label }
    : { decision: 'edited', family: answer.family.label };
  decideCurrent(choice, answerName(answer));
}

export function chooseCandidate(number: number): void {
  const entry = current.value;
  const answer = entry && otherCandidates(entry.item)[number - 2];
  if (answer) chooseAnswer(answer);
}
