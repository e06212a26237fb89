import type { Answer, Item } from '../api/suggestions.js';
import { Confidence } from '../confidence.js';
import { Icon } from '../icon.js';
import { Swatch } from '../swatch.js';
import { answerName, eitherName, guitarsWords, percent, reasonWords } from '../wording.js';

/** The suggestion, beside what the seller states. */
export function AnswerCard({ item }: { item: Item }) {
  return (
    <div class="answer-card">
      <Suggested item={item} />
      <dl>
        {item.seen.length > 0 && (
          <>
            <dt>Photos show</dt>
            <dd>{item.seen.slice(0, 2).map(likely).join(', ')}</dd>
          </>
        )}
        <dt>Seller states</dt>
        <dd>{item.listing.finish?.trim() || <span class="soft">no finish</span>}</dd>
        <dt>Text mentions</dt>
        <dd>
          {item.text.phrase ?? <span class="soft">no finish</span>}
          {item.text.agreement === 'agrees' && <span class="tag">agrees with the photos</span>}
          {item.text.agreement === 'differs' && <span class="tag warn">differs from the photos</span>}
        </dd>
        {item.guitars && (
          <>
            <dt>Listed here</dt>
            <dd>{guitarsWords(item.guitars)}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

const likely = (answer: Answer) => `${answerName(answer)} ${percent(answer.confidence)}`;

/** Reasons that no photo of a listing has a vote. */
const silences = ['no_body', 'no_colour', 'repeated_photo'] as const;

function Suggested({ item: { blind, suggested, either, reasons } }: { item: Item }) {
  if (blind) {
    return (
      <p class="suggested">
        <span class="swatch large unknown">
          <Icon name="blind" />
        </span>
        <span class="words">
          <b>Blind check</b>
          <span class="soft">Choose what you see. You will see the suggestion afterwards.</span>
        </span>
      </p>
    );
  }
  if (!suggested) {
    const silent = silences.filter((reason) => reasons.includes(reason));
    return (
      <p class="suggested">
        <Swatch colour={null} size="large" />
        <span class="words">
          <b>No suggestion</b>
          <span class="soft">
            {silent.length > 0
              ? silent.map((reason) => reasonWords[reason].sentence).join(' ')
              : 'The photos were not clear enough for an answer.'}{' '}
            Choose what you see, or reject.
          </span>
        </span>
      </p>
    );
  }
  if (either.length > 0) return <Either suggested={suggested} either={either} />;
  const { finish, family, confidence } = suggested;
  return (
    <p class="suggested">
      <Swatch colour={(finish ?? family).swatch} size="large" />
      <span class="words">
        <b>{finish?.name ?? family.name}</b>
        <span class="soft">{finish ? family.name : 'Family only; the finish is unknown'}</span>
        <Confidence share={confidence} />
      </span>
    </p>
  );
}

/** Two or three finishes of which one is right; each has a key below. */
function Either({ suggested, either }: { suggested: Answer; either: Item['either'] }) {
  return (
    <p class="suggested">
      <span class="either">
        {either.map(({ label, swatch }) => (
          <Swatch key={label} colour={swatch} size="large" />
        ))}
      </span>
      <span class="words">
        <b>{eitherName(either)}</b>
        <span class="soft">{suggested.family.name}; one of these finishes</span>
        <Confidence share={suggested.confidence} of="confidence in the family" />
      </span>
    </p>
  );
}
