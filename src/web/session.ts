import { signal } from '@preact/signals';
import { Problem } from './api/problem.js';
import { closeSession, readSession, type Session } from './api/session.js';

/** Undefined: not known yet; null: nobody is signed in. */
export const session = signal<Session | null | undefined>(undefined);

/** Finds out who is signed in; throws a Problem where the service cannot say. */
export async function findSession(): Promise<void> {
  session.value = await readSession().catch((error) => {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  });
}

/** Shows the sign-in form if that is what an error means, and says whether it is. */
export function signedOut(error: unknown): boolean {
  const is = error instanceof Problem && error.status === 401;
  if (is) session.value = null;
  return is;
}

export async function signOut(): Promise<void> {
  await closeSession().catch(() => {});
  session.value = null;
}
