import type { Item } from '../api/suggestions.js';
import { percent, silenceWords, viewWords } from '../wording.js';

/** One sentence about what the model saw in the large photo. */
export function PhotoSaid({ photo: { seen }, isBlind }: { photo: Item['photos'][number]; isBlind: boolean }) {
  if (isBlind || !seen) return null;
  if ('error' in seen) return <span class="photo-said">Not used: {seen.error.message}</span>;
  const silence = silenceWords(seen);
  if (silence) return <span class="photo-said">This photo: {silence}</span>;
  const { finish, family, weight, view } = seen;
  const best = finish ?? family;
  return (
    <span class="photo-said">
      This photo{view && ` (${viewWords[view]})`}: {best.name}, {percent(best.confidence)} sure ·{' '}
      {weight > 0 ? `weight ${percent(weight)}` : 'not counted'}
    </span>
  );
}
