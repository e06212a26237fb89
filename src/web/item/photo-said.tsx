import type { Item } from '../api/suggestions.js';
import { percent } from '../wording.js';

/** One sentence about what the model saw in the large photo. */
export function PhotoSaid({ photo: { seen }, isBlind }: { photo: Item['photos'][number]; isBlind: boolean }) {
  if (isBlind || !seen) return null;
  if ('error' in seen) return <span class="photo-said">Not used: {seen.error.message}</span>;
  const { finish, family, weight } = seen;
  const best = finish ?? family;
  return (
    <span class="photo-said">
      This photo: {best.name}, {percent(best.confidence)} sure ·{' '}
      {weight > 0 ? `weight ${percent(weight)}` : 'not counted'}
    </span>
  );
}
