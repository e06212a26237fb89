import { Swatch } from '../swatch.js';
import type { Option } from './search-finishes.js';

/** One line of the type-ahead list; the input field handles the keys. */
export function OptionRow(props: { id: string; option: Option; isActive: boolean; onChoose: () => void }) {
  const { id, option, isActive, onChoose } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox
    <div id={id} role="option" aria-selected={isActive} class="option" onClick={onChoose}>
      <Swatch colour={option.swatch} />
      <span class="name">
        {option.name}
        {option.alias && <span class="soft"> · {option.alias}</span>}
      </span>
      <span class="soft">{option.kind === 'family' ? 'family only' : option.family}</span>
    </div>
  );
}
