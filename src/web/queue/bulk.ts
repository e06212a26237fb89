import { computed } from '@preact/signals';
import { explain } from '../api/problem.js';
import { acceptItems, type Outcome } from '../api/suggestions.js';
import { tell } from '../notice.js';
import { signedOut } from '../session.js';
import { answerName } from '../wording.js';
import { describeConflict } from './conflict.js';
import { recount } from './counts.js';
import { type Entry, isAcceptable } from './entry.js';
import { remember } from './history.js';
import { advance, changeEntry, current, entries, selected, toggleSelected } from './store.js';

/** The selected suggestions that can be accepted. */
export const selection = computed(() =>
  entries.value.filter((entry) => selected.value.has(entry.item.id) && isAcceptable(entry)),
);

/** Selects or deselects the current suggestion; only one that can be accepted can be selected. */
export function selectCurrent(): void {
  const entry = current.value;
  if (!entry) return;
  if (!isAcceptable(entry)) {
    tell('info', 'Only an open suggestion that is shown can be selected.');
    return;
  }
  toggleSelected(entry.item.id);
  const count = selected.value.size;
  tell(
    'info',
    `${selected.value.has(entry.item.id) ? 'Selected' : 'No longer selected'}: ${count} in total.`,
  );
}

/** Accepts all selected suggestions. */
export function acceptSelected(): void {
  const chosen = selection.value;
  if (chosen.length === 0) return;
  for (const { item } of chosen) {
    changeEntry(item.id, { state: 'saving', result: `Accepted: ${answerName(item.suggested!)}` });
  }
  selected.value = new Set();
  tell('done', chosen.length === 1 ? 'Accepted one.' : `Accepted ${chosen.length}.`);
  remember({ ids: chosen.map(({ item }) => item.id), saved: save(chosen) });
  if (current.value?.state !== 'open') advance();
}

async function save(chosen: readonly Entry[]) {
  try {
    const { outcomes } = await acceptItems(chosen.map(({ item }) => item));
    const saved = outcomes.flatMap((outcome) => settle(outcome));
    const refused = chosen.length - saved.length;
    if (refused > 0) {
      tell('problem', `Accepted ${saved.length}. For ${refused} somebody else was quicker.`);
    }
    return saved;
  } catch (error) {
    for (const { item } of chosen) changeEntry(item.id, { state: 'open', result: undefined });
    selected.value = new Set(chosen.map(({ item }) => item.id));
    if (!signedOut(error)) tell('problem', `Not saved: ${explain(error)} They are still selected.`);
    return [];
  } finally {
    recount();
  }
}

function settle(outcome: Outcome): { id: number; revision: number }[] {
  const { id } = outcome;
  if (outcome.outcome === 'decided') {
    const { revision } = outcome;
    changeEntry(id, { state: 'decided', item: { revision } });
    return [{ id, revision }];
  }
  if (outcome.outcome === 'conflict') {
    const { reviewer, decidedAt, ...latest } = outcome.latest ?? {
      reviewer: undefined,
      decidedAt: undefined,
    };
    const result = describeConflict({ ...latest, by: reviewer, at: decidedAt });
    changeEntry(id, { state: 'taken', result });
  } else changeEntry(id, { state: 'open', result: undefined });
  return [];
}
