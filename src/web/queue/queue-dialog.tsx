import { Dialog } from '../dialog/dialog.js';
import { QueueList } from './queue-list.js';

/** The queue where the screen is too narrow to keep it in sight. */
export function QueueDialog() {
  return (
    <Dialog title="Queue" class="queue-dialog">
      <QueueList />
    </Dialog>
  );
}
