import { useEffect, useRef } from 'preact/hooks';
import { photoAddress } from '../api/photo.js';
import type { Item } from '../api/suggestions.js';
import { Swatch } from '../swatch.js';
import { percent } from '../wording.js';
import { shownIndex, showPhoto } from './shown-photo.js';

type Photo = Item['photos'][number];

/** All photos, each with what it said and how much that counts. */
export function PhotoStrip({ item }: { item: Item }) {
  const shown = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [shownIndex.value, item.id]);
  return (
    <ol class="strip">
      {item.photos.map((photo, index) => {
        const isShown = index === shownIndex.value;
        return (
          <li key={photo.position}>
            <button
              type="button"
              ref={isShown ? shown : null}
              aria-current={isShown ? 'true' : undefined}
              onClick={() => showPhoto(index)}
            >
              <img
                src={photoAddress(item.id, photo.position, 160)}
                alt={`Photo ${index + 1}`}
                onError={(event) => event.currentTarget.classList.add('broken')}
              />
              <Said photo={photo} isBlind={item.blind} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Said({ photo: { seen }, isBlind }: { photo: Photo; isBlind: boolean }) {
  if (isBlind) return null;
  if (!seen) return <span class="said soft">not looked at</span>;
  if ('error' in seen) return <span class="said warn">could not be used</span>;
  const { family, finish, weight } = seen;
  const best = finish ?? family;
  return (
    <span class="said">
      <span class="answer">
        <Swatch colour={best.swatch} />
        <span>{best.name}</span>
      </span>
      <span class="figure">{percent(best.confidence)} sure</span>
      <span class="weight">
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${weight * 100}%` }} />
        </span>
        <span class="figure">{weight > 0 ? `counts ${percent(weight)}` : 'does not count'}</span>
      </span>
    </span>
  );
}
