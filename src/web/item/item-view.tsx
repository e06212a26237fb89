import { useEffect, useRef } from 'preact/hooks';
import { clearFilter, filter } from '../queue/filter.js';
import { current, loading } from '../queue/store.js';
import { guitarName } from '../wording.js';
import { AnswerCard } from './answer-card.js';
import { Candidates } from './candidates.js';
import { ItemState } from './item-state.js';
import { ListingText } from './listing-text.js';
import { PhotoStage } from './photo-stage.js';
import { PhotoStrip } from './photo-strip.js';
import { Reasons } from './reasons.js';

/** The current suggestion: photos on the left, everything known about it on the right. */
export function ItemView() {
  const entry = current.value;
  useEffect(() => window.scrollTo(0, 0), [entry?.item.id]);
  if (!entry) return <Nothing />;
  const { item } = entry;
  return (
    <article class="item" aria-labelledby="item-name">
      <section class="photos" aria-label="Photos">
        <PhotoStage item={item} />
        <PhotoStrip item={item} />
      </section>
      <section class="panel" aria-label="Suggestion" key={item.id}>
        <Heading id={item.id} text={guitarName(item)} />
        <ItemState entry={entry} />
        <AnswerCard item={item} />
        <Reasons item={item} />
        <Candidates entry={entry} />
        <ListingText item={item} />
      </section>
    </article>
  );
}

/** Takes the focus if the focused element went away with the previous suggestion. */
function Heading({ id, text }: { id: number; text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [id]);
  return (
    <h1 id="item-name" ref={heading} tabIndex={-1}>
      {text}
    </h1>
  );
}

function Nothing() {
  if (loading.value === 'loading' || loading.value === 'more') {
    return (
      <div class="item nothing" aria-busy="true">
        <p>Loading …</p>
      </div>
    );
  }
  const isFiltered = Object.keys(filter.value).some((name) => name !== 'order');
  return (
    <div class="item nothing">
      <h1>{loading.value === 'failed' ? 'The queue could not be loaded' : 'No suggestions to review'}</h1>
      {isFiltered ? (
        <p>
          No suggestion matches these filters.{' '}
          <button type="button" onClick={clearFilter}>
            Clear filters
          </button>
        </p>
      ) : (
        <p class="soft">New suggestions appear when workers have processed listings.</p>
      )}
    </div>
  );
}
