import { openDialog } from '../dialog/open-dialog.js';
import { selection } from './bulk.js';
import { mayReview } from './may-review.js';
import { QueueRow } from './queue-row.js';
import { entries, loading, loadMore, selected } from './store.js';

/** The loaded part of the queue with its suggestions. */
export function QueueList() {
  const count = selection.value.length;
  return (
    <>
      <ul class="rows">
        {entries.value.map((entry) => (
          <QueueRow key={entry.item.id} entry={entry} isSelected={selected.value.has(entry.item.id)} />
        ))}
      </ul>
      <p class="rows-end">
        {loading.value === 'loading' && <span class="soft">Loading …</span>}
        {(loading.value === 'more' || loading.value === 'failed') && (
          <button type="button" class="quiet" onClick={loadMore}>
            {loading.value === 'failed' ? 'Try again' : 'Load more'}
          </button>
        )}
        {loading.value === 'end' && entries.value.length > 0 && <span class="soft">End of the queue</span>}
      </p>
      {mayReview.value && count > 0 && (
        <p class="rows-selected">
          <button type="button" class="primary" onClick={() => openDialog('bulk')}>
            Accept {count} selected …
          </button>
        </p>
      )}
    </>
  );
}
