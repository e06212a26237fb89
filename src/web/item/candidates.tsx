import { chooseAnswer, otherCandidates } from '../choose/candidates.js';
import { Confidence } from '../confidence.js';
import type { Entry } from '../queue/entry.js';
import { mayReview } from '../queue/may-review.js';
import { Swatch } from '../swatch.js';
import { answerName } from '../wording.js';

/** The next best answers; a click or its number key chooses one. */
export function Candidates({ entry: { item, state } }: { entry: Entry }) {
  const others = otherCandidates(item);
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="candidates-heading">
      <h2 id="candidates-heading">Other candidates</h2>
      <ol class="candidates" start={2}>
        {others.map((answer, index) => (
          <li key={`${answer.family.label}/${answer.finish?.label}`}>
            <button
              type="button"
              disabled={state !== 'open' || !mayReview.value}
              onClick={() => chooseAnswer(answer)}
            >
              <span class="key" aria-hidden="true">
                {index + 2}
              </span>
              <Swatch colour={(answer.finish ?? answer.family).swatch} />
              <span class="name">{answerName(answer)}</span>
              <Confidence share={answer.confidence} />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
