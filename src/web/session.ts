import { signal } from '@preact/signals';
import { Problem } from './api/problem.js';
import { closeSession, readSession, type Session } from './api/session.js';

/** The signed-in person; undefined: not known yet; null: nobody. */
export const session = signal<Session | null | undefined>(undefined);

/** Finds out who is signed in. Throws a Problem if the service does not answer properly. */
export async function findSession(): Promise<void> {
  session.value = await readSession().catch((error) => {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  });
}

/** Shows the sign-in form if the error means that nobody is signed in; returns whether it does. */
export function signedOut(error: unknown): boolean {
  const is = error instanceof Problem && error.status === 401;
  if (is) session.value = null;
  return is;
}

export async function signOut(): Promise<void> {
  await closeSession().catch(() => {});
  session.value = null;
}
