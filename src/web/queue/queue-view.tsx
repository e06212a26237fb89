import { useEffect } from 'preact/hooks';
import { ChooseDialog } from '../choose/choose-dialog.js';
import { BulkDialog } from '../dialog/bulk-dialog.js';
import { HelpDialog } from '../dialog/help-dialog.js';
import { dialog } from '../dialog/open-dialog.js';
import { ActionBar } from '../item/action-bar.js';
import { ItemView } from '../item/item-view.js';
import { listenToKeys } from '../keys.js';
import { NoticeBar } from '../notice-bar.js';
import { watchCounts } from './counts.js';
import { filter } from './filter.js';
import { FilterBar } from './filter-bar.js';
import { mayReview } from './may-review.js';
import { prefetchAhead } from './prefetch.js';
import { QueueDialog } from './queue-dialog.js';
import { QueueList } from './queue-list.js';
import { loadQueue } from './store.js';

/** The review page: the queue, the current suggestion and the buttons to decide it. */
export function QueueView() {
  useEffect(() => {
    document.title = 'Review · Honeyburst';
    const stops = [
      // A change of filters loads a new queue.
      filter.subscribe(() => void loadQueue()),
      watchCounts(),
      prefetchAhead(),
      listenToKeys(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <>
      <FilterBar />
      <main class="review">
        <aside class="queue" aria-label="Queue">
          <QueueList />
        </aside>
        <ItemView />
        <div class="decide">
          <NoticeBar />
          {mayReview.value && <ActionBar />}
        </div>
      </main>
      {dialog.value === 'help' && <HelpDialog />}
      {dialog.value === 'choose' && <ChooseDialog />}
      {dialog.value === 'bulk' && <BulkDialog />}
      {dialog.value === 'queue' && <QueueDialog />}
    </>
  );
}
