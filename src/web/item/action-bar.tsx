import { openDialog } from '../dialog/open-dialog.js';
import { Icon, type IconName } from '../icon.js';
import { selectCurrent, selection } from '../queue/bulk.js';
import { decideCurrent, skip } from '../queue/decide-current.js';
import { isAcceptable } from '../queue/entry.js';
import { undo } from '../queue/history.js';
import { current, selected } from '../queue/store.js';

/** The buttons for deciding; on a phone they are within reach of the thumb. */
export function ActionBar() {
  const entry = current.value;
  const isOpen = entry?.state === 'open';
  const mayAccept = entry !== undefined && isAcceptable(entry);
  const count = selection.value.length;
  return (
    <div class="actions" role="toolbar" aria-label="Decision">
      <Action icon="accept" name="Accept" shortcut="A" class="primary" enabled={mayAccept} run={accept} />
      <Action
        icon="choose"
        name="Choose"
        shortcut="E"
        class={mayAccept ? '' : 'primary'}
        enabled={isOpen}
        run={() => openDialog('choose')}
      />
      <Action icon="reject" name="Reject" shortcut="R" class="danger" enabled={isOpen} run={reject} />
      <Action icon="skip" name="Skip" shortcut="S" enabled={entry !== undefined} run={skip} />
      <Action icon="undo" name="Undo" shortcut="U" enabled={true} run={() => void undo()} />
      <Action
        icon="select"
        name="Select"
        shortcut="X"
        enabled={mayAccept}
        pressed={entry !== undefined && selected.value.has(entry.item.id)}
        run={selectCurrent}
      />
      {count > 0 && (
        <button type="button" class="accept-all" onClick={() => openDialog('bulk')}>
          Accept {count} selected …{' '}
          <span class="key" aria-hidden="true">
            ⇧A
          </span>
        </button>
      )}
    </div>
  );
}

const accept = () => decideCurrent({ decision: 'accepted' });
const reject = () => decideCurrent({ decision: 'rejected' });

function Action(props: {
  icon: IconName;
  name: string;
  shortcut: string;
  class?: string;
  enabled: boolean;
  pressed?: boolean;
  run: () => void;
}) {
  const { icon, name, shortcut, enabled, pressed, run } = props;
  return (
    // Not `disabled`: the focused button must keep the focus when the next suggestion comes.
    <button
      type="button"
      class={`action ${props.class ?? ''}`}
      aria-disabled={!enabled}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      onClick={run}
    >
      <Icon name={icon} />
      <span>{name}</span>
      <span class="key" aria-hidden="true">
        {shortcut}
      </span>
    </button>
  );
}
