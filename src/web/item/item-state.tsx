import { Icon } from '../icon.js';
import type { Entry } from '../queue/entry.js';
import { statusWords, time } from '../wording.js';

/** What happened to a suggestion that is no longer open. */
export function ItemState({ entry: { item, state, result } }: { entry: Entry }) {
  if (state === 'open') return null;
  const { latest, status } = item;
  const by =
    latest && latest.decision === status ? ` by ${latest.reviewer}, ${time(latest.decidedAt)}` : undefined;
  return (
    <p class={`state ${state}`}>
      <Icon name={state === 'taken' ? 'warning' : 'accept'} />
      <span>
        {result ?? `${statusWords[status]}${by ?? ''}`}
        {state === 'saving' && ' …'}
      </span>
    </p>
  );
}
