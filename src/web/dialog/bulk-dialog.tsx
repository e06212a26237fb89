import { useEffect, useRef } from 'preact/hooks';
import { photoAddress } from '../api/photo.js';
import { Confidence } from '../confidence.js';
import { acceptSelected, selection } from '../queue/bulk.js';
import { toggleSelected } from '../queue/store.js';
import { Swatch } from '../swatch.js';
import { answerName, guitarName } from '../wording.js';
import { Dialog } from './dialog.js';
import { closeDialog } from './open-dialog.js';

/** Shows the selected suggestions once more before all of them are accepted. */
export function BulkDialog() {
  const chosen = selection.value;
  const accept = useRef<HTMLButtonElement>(null);
  useEffect(() => accept.current?.focus(), []);
  const acceptAll = () => {
    closeDialog();
    acceptSelected();
  };
  return (
    <Dialog title={`Accept ${chosen.length} selected`} class="bulk">
      {chosen.length === 0 ? (
        <p>Nothing is selected. Tick suggestions in the queue, or press X to select the current one.</p>
      ) : (
        <ul>
          {chosen.map(({ item }) => (
            <li key={item.id}>
              <img src={photoAddress(item.id, item.photos[0]?.position ?? 0, 480)} alt="" loading="lazy" />
              <b class="answer">
                <Swatch colour={(item.suggested!.finish ?? item.suggested!.family).swatch} />
                {answerName(item.suggested!)}
              </b>
              <Confidence share={item.suggested!.confidence} />
              <span class="soft">{guitarName(item)}</span>
              <button type="button" class="quiet" onClick={() => toggleSelected(item.id)}>
                Leave out<span class="unseen"> {guitarName(item)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <footer>
        <button type="button" onClick={closeDialog}>
          Cancel
        </button>
        <button type="button" ref={accept} class="primary" disabled={chosen.length === 0} onClick={acceptAll}>
          Accept {chosen.length === 1 ? 'it' : `all ${chosen.length}`}
        </button>
      </footer>
    </Dialog>
  );
}
