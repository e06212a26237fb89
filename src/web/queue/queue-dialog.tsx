import { Dialog } from '../dialog/dialog.js';
import { QueueList } from './queue-list.js';

/** The queue, for screens too narrow to show it beside the suggestion. */
export function QueueDialog() {
  return (
    <Dialog title="Queue" class="queue-dialog">
      <QueueList />
    </Dialog>
  );
}
