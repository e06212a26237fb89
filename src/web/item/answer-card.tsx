import type { Item } from '../api/suggestions.js';
import { Confidence } from '../confidence.js';
import { Icon } from '../icon.js';
import { Swatch } from '../swatch.js';
import { reasonWords } from '../wording.js';

/** The suggestion, beside what the seller states. */
export function AnswerCard({ item }: { item: Item }) {
  return (
    <div class="answer-card">
      <Suggested item={item} />
      <dl>
        <dt>Seller states</dt>
        <dd>{item.listing.finish?.trim() || <span class="soft">no finish</span>}</dd>
        <dt>Text mentions</dt>
        <dd>
          {item.text.phrase ?? <span class="soft">no finish</span>}
          {item.text.agreement === 'agrees' && <span class="tag">agrees with the photos</span>}
          {item.text.agreement === 'differs' && <span class="tag warn">differs from the photos</span>}
        </dd>
      </dl>
    </div>
  );
}

/** Reasons that no photo of a listing has a vote. */
const silences = ['no_body', 'no_colour', 'repeated_photo'] as const;

function Suggested({ item: { blind, suggested, reasons } }: { item: Item }) {
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
