import { number } from '../wording.js';

export interface Part {
  name: string;
  count: number;
  /** Class of its colour. */
  tone: string;
}

/** Parts of a whole as one bar, with their figures below. */
export function ShareBar({ parts }: { parts: readonly Part[] }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <div class="share-bar" aria-hidden="true">
        {parts.map(({ name, count, tone }) => (
          <span key={name} class={tone} style={{ flexGrow: total === 0 ? 0 : count }} />
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
