import type { Item } from '../api/suggestions.js';
import { Icon } from '../icon.js';
import { reasonWords } from '../wording.js';

/** Why the listing was picked. */
export function Reasons({ item: { reasons } }: { item: Item }) {
  if (reasons.length === 0) return null;
  return (
    <section aria-labelledby="reasons-heading">
      <h2 id="reasons-heading">Why this listing was picked</h2>
      <ul class="reasons">
        {reasons.map((reason) => (
          <li key={reason}>
            <Icon name="warning" />
            {reasonWords[reason].sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}
