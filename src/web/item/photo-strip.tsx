import { useEffect, useRef } from 'preact/hooks';
import { photoAddress } from '../api/photo.js';
import type { Item } from '../api/suggestions.js';
import { Swatch } from '../swatch.js';
import { percent, silenceWords, viewWords } from '../wording.js';
import { shownIndex, showPhoto } from './shown-photo.js';

type Photo = Item['photos'][number];

/** All photos, each with its own answer and the weight of that answer. */
export function PhotoStrip({ item }: { item: Item }) {
  const strip = useRef<HTMLOListElement>(null);
  const shown = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { offsetLeft = 0, offsetWidth = 0 } = shown.current ?? {};
    // Scrolls only the strip, not the page.
    strip.current?.scrollTo({ left: offsetLeft + offsetWidth / 2 - strip.current.clientWidth / 2 });
  }, [shownIndex.value, item.id]);
  return (
    <ol ref={strip} class="strip">
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
                alt={`${index + 1} of ${item.photos.length}`}
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
  if (!seen) return <span class="said soft">not used</span>;
  if ('error' in seen) return <span class="said warn">unusable</span>;
  const silence = silenceWords(seen);
  if (silence) return <span class="said soft">{silence}</span>;
  const { family, finish, weight, view } = seen;
  const best = finish ?? family;
  return (
    <span class="said">
      <span class="answer">
        <Swatch colour={best.swatch} />
        <span>{best.name}</span>
      </span>
      <span class="figure">
        {view && `${viewWords[view]}: `}
        {percent(best.confidence)} sure
      </span>
      <span class="weight">
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${weight * 100}%` }} />
        </span>
        <span class="figure">{weight > 0 ? `weight ${percent(weight)}` : 'not counted'}</span>
      </span>
    </span>
  );
}
