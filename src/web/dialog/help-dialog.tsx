import { areKeysOn, keyHelp, setKeysOn } from '../keys.js';
import { session } from '../session.js';
import { Dialog } from './dialog.js';

/** All keys, and a switch to turn them off, for people who dictate or do not want them. */
export function HelpDialog() {
  return (
    <Dialog title="Keys" class="help">
      <table>
        <thead class="unseen">
          <tr>
            <th>Key</th>
            <th>What it does</th>
          </tr>
        </thead>
        <tbody>
          {keyHelp.map(([keys, text]) => (
            <tr key={text}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="check">
        <input
          type="checkbox"
          checked={areKeysOn.value}
          onChange={(event) => setKeysOn(event.currentTarget.checked)}
        />
        Use single keys
      </label>
      <p class="soft">
        Programs use the <a href="/docs">API</a>
        {session.value?.role === 'admin' && (
          <>
            ; the <a href="/queues">queue dashboard</a> shows jobs
          </>
        )}
        .
      </p>
      <p class="soft">
        A <b>blind check</b> shows the photos without the suggestion. Choose what you see; you will see the
        suggestion afterwards. Blind checks measure how good the suggestions are when they influence nobody.
      </p>
    </Dialog>
  );
}
