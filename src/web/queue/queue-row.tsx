import { useEffect, useRef } from 'preact/hooks';
import { photoAddress } from '../api/photo.js';
import { closeDialog } from '../dialog/open-dialog.js';
import { Icon } from '../icon.js';
import { weightiest } from '../item/shown-photo.js';
import { Swatch } from '../swatch.js';
import { answerName, guitarName, percent, statusWords } from '../wording.js';
import { type Entry, isAcceptable } from './entry.js';
import { mayReview } from './may-review.js';
import { currentId, goTo, toggleSelected } from './store.js';

/** One suggestion in the queue. */
export function QueueRow({ entry, isSelected }: { entry: Entry; isSelected: boolean }) {
  const { item, state } = entry;
  const isCurrent = currentId.value === item.id;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const show = () => {
    goTo(item.id);
    closeDialog();
  };
  const photo = item.photos[weightiest(item.photos)];
  return (
    <li ref={row} class={`row ${state}`}>
      <button type="button" class="show" aria-current={isCurrent ? 'true' : undefined} onClick={show}>
        {photo ? (
          <img src={photoAddress(item.id, photo.position, 160)} alt="" loading="lazy" />
        ) : (
          <span class="no-photo" />
        )}
        <span class="name">{guitarName(item)}</span>
        <Said entry={entry} />
      </button>
      {mayReview.value && isAcceptable(entry) && (
        <label class="select">
          <input type="checkbox" checked={isSelected} onChange={() => toggleSelected(item.id)} />
          <span class="unseen">Select {guitarName(item)}</span>
        </label>
      )}
    </li>
  );
}

function Said({ entry: { item, state, result } }: { entry: Entry }) {
  const { suggested, blind, status } = item;
  if (state !== 'open') {
    return (
      <span class="said">
        <Icon name={state === 'taken' ? 'warning' : 'accept'} />
        {result ?? statusWords[status]}
      </span>
    );
  }
  if (blind) {
    return (
      <span class="said">
        <Icon name="blind" /> Blind check
      </span>
    );
  }
  if (!suggested) return <span class="said">No suggestion</span>;
  return (
    <span class="said">
      <Swatch colour={(suggested.finish ?? suggested.family).swatch} />
      <span class="answer">{answerName(suggested)}</span>
      <span class="figure">{percent(suggested.confidence)}</span>
    </span>
  );
}
