import type { Item } from '../api/suggestions.js';
import { Icon } from '../icon.js';
import { time } from '../wording.js';
import { MarkedText } from './marked-text.js';

/** The seller's own text; words that name a finish are highlighted. */
export function ListingText({ item: { listing, marks, model, createdAt } }: { item: Item }) {
  const { title, description, externalId, url, state } = listing;
  return (
    <section aria-labelledby="listing-heading">
      <h2 id="listing-heading">The listing</h2>
      {title && (
        <p class="title">
          <MarkedText text={title} marks={marks.title} />
        </p>
      )}
      {listing.model && marks.model.length > 0 && (
        <p>
          Model: <MarkedText text={listing.model} marks={marks.model} />
        </p>
      )}
      {description ? (
        <p class="description">
          <MarkedText text={description} marks={marks.description} />
        </p>
      ) : (
        <p class="soft">No description.</p>
      )}
      <p class="soft facts">
        {externalId} · {state} · suggested by {model}, {time(createdAt)}
        {url && isWebAddress(url) && (
          <>
            {' · '}
            <a href={url} target="_blank" rel="noopener noreferrer">
              Open the listing <Icon name="outside" />
            </a>
          </>
        )}
      </p>
    </section>
  );
}

function isWebAddress(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}
