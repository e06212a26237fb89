import type { Item } from '../api/suggestions.js';
import { percent } from '../wording.js';

/** What the model saw in the large photo, in a sentence. */
export function PhotoSaid({ photo: { seen }, isBlind }: { photo: Item['photos'][number]; isBlind: boolean }) {
  if (isBlind || !seen) return null;
  if ('error' in seen) return <span class="photo-said">Not used: {seen.error.message}</span>;
  const { finish, family, weight } = seen;
  const best = finish ?? family;
  return (
    <span class="photo-said">
      Says {best.name}, {percent(best.confidence)} ·{' '}
      {weight > 0 ? `${percent(weight)} of the answer` : 'does not count'}
    </span>
  );
}
