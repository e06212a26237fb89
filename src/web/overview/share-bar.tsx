import { number } from '../wording.js';

export interface Part {
  name: string;
  count: number;
  /** CSS class that gives the colour. */
  tone: string;
}

/** Parts of a whole as one bar, with their counts below. */
export function ShareBar({ parts }: { parts: readonly Part[] }) {
  return (
    <>
      <div class="share-bar" aria-hidden="true">
        {parts
          .filter(({ count }) => count > 0)
          .map(({ name, count, tone }) => (
            <span key={name} class={tone} style={{ flexGrow: count }} />
          ))}
      </div>
      <dl class="legend">
        {parts.map(({ name, count, tone }) => (
          <div key={name}>
            <dt>
              <span class={`spot ${tone}`} aria-hidden="true" />
              {name}
            </dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
