import { signal } from '@preact/signals';
import { explain } from '../api/problem.js';
import { undoReview } from '../api/suggestions.js';
import { tell } from '../notice.js';
import { signedOut } from '../session.js';
import { recount } from './counts.js';
import { changeEntry, current, entries, goTo } from './store.js';

interface Step {
  ids: readonly number[];
  /** What the service saved, with the revisions needed to undo it; empty if the service refused. */
  saved: Promise<{ id: number; revision: number }[]>;
}

/** Decisions made on this page, oldest first. */
const steps = signal<readonly Step[]>([]);

export function remember(step: Step): void {
  steps.value = [...steps.value, step];
  void step.saved.then((saved) => {
    if (saved.length === 0) steps.value = steps.value.filter((other) => other !== step);
  });
}

/** Undoes the last decision made on this page, or else the one on the current suggestion. */
export async function undo(): Promise<void> {
  const step = steps.value.at(-1) ?? currentStep();
  if (!step) {
    tell('info', 'There is nothing to undo.');
    return;
  }
  steps.value = steps.value.filter((other) => other !== step);
  const before = entries.value;
  for (const id of step.ids) changeEntry(id, { state: 'saving', result: 'Undoing' });
  goTo(step.ids[0]);
  const saved = await step.saved;
  const results = await Promise.allSettled(saved.map((one) => undoReview(one)));
  results.forEach((result, index) => {
    const { id } = saved[index]!;
    if (result.status === 'fulfilled') {
      const { revision } = result.value;
      changeEntry(id, {
        state: 'open',
        result: undefined,
        // Only the first decision is blind.
        item: { revision, status: 'pending', blind: false },
      });
    } else {
      const entry = before.find(({ item }) => item.id === id);
      if (entry) changeEntry(id, { state: entry.state, result: entry.result });
    }
  });
  recount();
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    if (!signedOut(failed.reason)) tell('problem', `Not undone: ${explain(failed.reason)}`);
  } else if (saved.length > 0) {
    tell(
      'done',
      saved.length === 1 ? 'Undone: it is open again.' : `Undone: ${saved.length} are open again.`,
    );
  }
}

function currentStep(): Step | undefined {
  const entry = current.value;
  if (entry?.state !== 'decided') return undefined;
  const { id, revision } = entry.item;
  return { ids: [id], saved: Promise.resolve([{ id, revision }]) };
}
