import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../icon.js';
import { closeDialog } from './open-dialog.js';

/** A modal dialog. The browser keeps the focus inside and returns it afterwards. */
export function Dialog(props: { title: string; class?: string; children: ComponentChildren }) {
  const { title, children } = props;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    // A click on the backdrop has the dialog itself as its target; a click on the content does not.
    dialog.addEventListener('click', ({ target }) => target === dialog && closeDialog());
    dialog.addEventListener('close', closeDialog);
    dialog.showModal();
    return () => {
      // The close event comes late: by then another dialog may be open.
      dialog.removeEventListener('close', closeDialog);
      dialog.close();
    };
  }, []);
  return (
    <dialog ref={element} class={props.class} aria-labelledby="dialog-title">
      <div class="dialog-frame">
        <header>
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="quiet icon-only" aria-label="Close" onClick={closeDialog}>
            <Icon name="reject" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
