import { explain, Problem } from '../api/problem.js';
import { type Choice, readItem, reviewItem } from '../api/suggestions.js';
import { notice, tell } from '../notice.js';
import { signedOut } from '../session.js';
import { answerName } from '../wording.js';
import { describeConflict } from './conflict.js';
import { recount } from './counts.js';
import { type Entry, isAcceptable } from './entry.js';
import { remember } from './history.js';
import { advance, changeEntry, current, goTo, selected, toggleSelected } from './store.js';

/** Decides the current suggestion and shows the next at once; if the service refuses, the decision is taken back. */
export function decideCurrent(choice: Choice, name?: string): void {
  const entry = current.value;
  if (!entry || !mayDecide(entry, choice)) return;
  const { item } = entry;
  const result = resultOf(choice, item.suggested ? answerName(item.suggested) : '', name);
  changeEntry(item.id, { state: 'saving', result });
  if (selected.value.has(item.id)) toggleSelected(item.id);
  tell('done', `${result}.`);
  remember({ ids: [item.id], saved: save(entry, choice, result) });
  advance();
}

function mayDecide(entry: Entry, { decision }: Choice): boolean {
  if (entry.state === 'saving') tell('info', 'This one is still being saved. Try again in a moment.');
  else if (entry.state !== 'open') tell('info', 'This one is already decided. Undo (U) reopens it.');
  else if (decision === 'accepted' && entry.item.blind)
    tell('info', 'A blind check has no suggestion to accept. Choose what you see (E).');
  else if (decision === 'accepted' && !isAcceptable(entry))
    tell('info', 'There is no suggestion to accept. Choose what you see (E), or reject (R).');
  else return true;
  return false;
}

function resultOf({ decision }: Choice, suggested: string, chosen = ''): string {
  if (decision === 'accepted') return `Accepted: ${suggested}`;
  return decision === 'edited' ? `Chosen: ${chosen}` : 'Rejected';
}

async function save({ item }: Entry, choice: Choice, result: string) {
  try {
    const { revision } = await reviewItem(item, choice);
    changeEntry(item.id, { state: 'decided', item: { revision } });
    if (item.blind) void reveal(item.id, result);
    return [{ id: item.id, revision }];
  } catch (error) {
    if (error instanceof Problem && error.status === 409) {
      const text = describeConflict(error.details);
      changeEntry(item.id, { state: 'taken', result: text });
      void showLatest(item.id);
      tell('problem', `${text} Your decision was not saved.`, { name: 'Show it', run: () => goTo(item.id) });
    } else {
      changeEntry(item.id, { state: 'open', result: undefined });
      const back = { name: 'Go back to it', run: () => goTo(item.id) };
      if (!signedOut(error)) tell('problem', `Not saved: ${explain(error)}`, back);
    }
    return [];
  } finally {
    recount();
  }
}

/** Reopens the suggestion if its decision was undone in the meantime. */
async function showLatest(id: number): Promise<void> {
  const item = await readItem(id).catch(() => undefined);
  if (!item) return;
  changeEntry(id, item.status === 'pending' ? { item, state: 'open', result: undefined } : { item });
}

/** Shows the suggestion after a blind check. */
async function reveal(id: number, result: string): Promise<void> {
  const item = await readItem(id).catch(() => undefined);
  if (!item) return;
  changeEntry(id, { item });
  const suggested = item.suggested ? answerName(item.suggested) : 'nothing';
  tell('done', `${result}. The suggestion was: ${suggested}.`);
}

/** Leaves the current suggestion for later. What was said of the one before makes no sense beside the next. */
export function skip(): void {
  notice.value = undefined;
  advance();
}
