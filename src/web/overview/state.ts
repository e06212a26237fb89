import { signal } from '@preact/signals';
import { type Overview, readOverview } from '../api/overview.js';
import { explain } from '../api/problem.js';
import { signedOut } from '../session.js';

const everyMs = 10_000;

export const overview = signal<Overview | undefined>(undefined);
/** Why the last attempt to read it failed. */
export const failure = signal<string | undefined>(undefined);

/** Reads the overview now. */
export async function refreshOverview(): Promise<void> {
  try {
    overview.value = await readOverview();
    failure.value = undefined;
  } catch (error) {
    if (!signedOut(error)) failure.value = explain(error);
  }
}

/** Reads it repeatedly while the page is visible, until the returned function is called. */
export function watchOverview(): () => void {
  let timer: number | undefined;
  let stopped = false;
  const look = async () => {
    window.clearTimeout(timer);
    if (!document.hidden) await refreshOverview();
    if (!stopped) timer = window.setTimeout(look, everyMs);
  };
  const onVisible = () => !document.hidden && void look();
  document.addEventListener('visibilitychange', onVisible);
  void look();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
