import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Signs one person in, once, as long as there is no key. */
export interface SignInLink {
  /** From the root of the server, with the secret. */
  path: string;
  /**
   * Runs `signIn` if this is the secret and nobody has used it. Returns whether it did. If `signIn` fails, the link stays
   * good.
   */
  use(secret: string, signIn: () => Promise<void>): Promise<boolean>;
}

const lifetimeMs = 3_600_000;

/** A link that is good for one hour. */
export function createSignInLink(): SignInLink {
  const own = randomBytes(32).toString('base64url');
  const expiresAt = Date.now() + lifetimeMs;
  let used = false;
  return {
    path: `/sign-in?token=${own}`,
    async use(secret, signIn) {
      if (used || Date.now() >= expiresAt || !isEqual(secret, own)) return false;
      used = true;
      await signIn().catch((error) => {
        used = false;
        throw error;
      });
      return true;
    },
  };
}

/** Compares in constant time, so that the time does not reveal how much of the secret is right. */
export function isEqual(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
