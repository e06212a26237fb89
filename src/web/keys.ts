import { signal } from '@preact/signals';
import { chooseCandidate } from './choose/candidates.js';
import { dialog, openDialog } from './dialog/open-dialog.js';
import { showPhotoBy, toggleZoom } from './item/shown-photo.js';
import { selectCurrent } from './queue/bulk.js';
import { decideCurrent } from './queue/decide-current.js';
import { toggleFilters } from './queue/filters-open.js';
import { undo } from './queue/history.js';
import { mayReview } from './queue/may-review.js';
import { advance, goBy } from './queue/store.js';

/** What each key does, for people. */
export const keyHelp: readonly [keys: readonly string[], text: string][] = [
  [['A'], 'Accept what is suggested'],
  [['E'], 'Choose another finish or family'],
  [['2', '–', '5'], 'Choose the candidate of this number'],
  [['R'], 'Reject: none of it can be said'],
  [['S'], 'Skip for now'],
  [['U'], 'Undo the last decision'],
  [['X'], 'Select for accepting together'],
  [['Shift', 'A'], 'Accept all that is selected'],
  [['J', 'K'], 'Next and previous suggestion'],
  [['←', '→'], 'Previous and next photo'],
  [['Z'], 'Zoom; arrows move the photo, Escape ends it'],
  [['F'], 'Filters'],
  [['?'], 'This help'],
];

const storageKey = 'honeyburst.keys';

/** Whether single keys decide; kept in this browser. */
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
  s: advance,
  j: () => goBy(1),
  k: () => goBy(-1),
  ArrowLeft: () => showPhotoBy(-1),
  ArrowRight: () => showPhotoBy(1),
  z: toggleZoom,
  f: toggleFilters,
  '?': () => openDialog('help'),
};

/** Runs what a key stands for; returned function ends it. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey || event.defaultPrevented || dialog.value || !areKeysOn.value) return;
    if (target instanceof Element && target.closest('input:not([type=checkbox]), select, textarea')) return;
    // With caps lock the letter is large and nobody meant it.
    const meant = key.length === 1 && !event.shiftKey ? key.toLowerCase() : key;
    const run = looking[meant] ?? (mayReview.value ? reviewing[meant] : undefined);
    // A key held down would decide what nobody has looked at.
    if (!run || (event.repeat && !meant.startsWith('Arrow'))) return;
    event.preventDefault();
    run();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
