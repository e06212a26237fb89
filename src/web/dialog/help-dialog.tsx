import { areKeysOn, keyHelp, setKeysOn } from '../keys.js';
import { Dialog } from './dialog.js';

/** All keys, and the switch for those who dictate or would rather not have them. */
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
        Decide by single keys
      </label>
      <p class="soft">
        A <b>blind check</b> shows the photos without what is suggested: choose what you see, and the
        suggestion is told afterwards. It measures how good the suggestions are when nobody is led by them.
      </p>
    </Dialog>
  );
}
