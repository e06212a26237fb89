import { signal } from '@preact/signals';
import { chooseCandidate } from './choose/candidates.js';
import { dialog, openDialog } from './dialog/open-dialog.js';
import { showPhotoBy, toggleZoom } from './item/shown-photo.js';
import { selectCurrent } from './queue/bulk.js';
import { decideCurrent, skip } from './queue/decide-current.js';
import { toggleFilters } from './queue/filters-open.js';
import { undo } from './queue/history.js';
import { mayReview } from './queue/may-review.js';
import { goBy } from './queue/store.js';

/** The keys as the help dialog lists them. */
export const keyHelp: readonly [keys: readonly string[], text: string][] = [
  [['A'], 'Accept the suggestion'],
  [['E'], 'Choose another finish or family'],
  [['2', '–', '5'], 'Choose the candidate with this number'],
  [['R'], 'Reject: the photos do not show a finish'],
  [['S'], 'Skip for now'],
  [['U'], 'Undo the last decision'],
  [['X'], 'Select, to accept several together'],
  [['Shift', 'A'], 'Accept all selected suggestions'],
  [['J', 'K'], 'Next and previous suggestion'],
  [['←', '→'], 'Previous and next photo'],
  [['Z'], 'Zoom; arrows move the photo, Escape zooms out'],
  [['F'], 'Show or hide the filters'],
  [['?'], 'This help'],
];

const storageKey = 'honeyburst.keys';

/** Whether single keys work; this browser remembers it. */
export const areKeysOn = signal(localStorage.getItem(storageKey) !== 'off');

export function setKeysOn(on: boolean): void {
  areKeysOn.value = on;
  localStorage.setItem(storageKey, on ? 'on' : 'off');
}

const reviewing: Record<string, () => void> = {
  a: () => decideCurrent({ decision: 'accepted' }),
  e: () => openDialog('choose'),
  r: () => decideCurrent({ decision: 'rejected' }),
  u: () => void undo(),
  x: selectCurrent,
  A: () => openDialog('bulk'),
  2: () => chooseCandidate(2),
  3: () => chooseCandidate(3),
  4: () => chooseCandidate(4),
  5: () => chooseCandidate(5),
};

const looking: Record<string, () => void> = {
  s: skip,
  j: () => goBy(1),
  k: () => goBy(-1),
  ArrowLeft: () => showPhotoBy(-1),
  ArrowRight: () => showPhotoBy(1),
  z: toggleZoom,
  f: toggleFilters,
  '?': () => openDialog('help'),
};

/** Runs the action of each pressed key until the returned function is called; `only`: of these keys. */
export function listenToKeys(only?: readonly string[]): () => void {
  const onKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey || event.defaultPrevented || dialog.value || !areKeysOn.value) return;
    if (target instanceof Element && target.closest('input:not([type=checkbox]), select, textarea')) return;
    // Caps lock makes the letter upper case, which must not mean Shift.
    const meant = key.length === 1 && !event.shiftKey ? key.toLowerCase() : key;
    const run = looking[meant] ?? (mayReview.value ? reviewing[meant] : undefined);
    // A key held down would decide suggestions that nobody has looked at.
    if (!run || (only && !only.includes(meant)) || (event.repeat && !meant.startsWith('Arrow'))) return;
    event.preventDefault();
    run();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
