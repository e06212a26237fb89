import { useSignal } from '@preact/signals';
import { explain, Problem } from './api/problem.js';
import { openSession } from './api/session.js';
import { session } from './session.js';

/** Asks for a key; the service exchanges it for a cookie that scripts cannot read. */
export function SignIn() {
  const failure = useSignal('');
  const busy = useSignal(false);
  const signIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    try {
      session.value = await openSession(String(form.get('key')).trim());
    } catch (error) {
      const wrong = error instanceof Problem && (error.status === 401 || error.status === 403);
      failure.value = wrong ? 'This key does not allow reviewing.' : explain(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <main class="alone">
      <h1>Honeyburst</h1>
      <p>Sign in to review suggested finishes.</p>
      <form onSubmit={signIn}>
        <label for="key">Your key</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          required
          aria-invalid={failure.value !== ''}
          aria-describedby="key-help key-failure"
        />
        <p id="key-failure" class="failure" role="alert">
          {failure.value}
        </p>
        <button type="submit" class="primary" disabled={busy.value}>
          Sign in
        </button>
        <p id="key-help" class="soft">
          An administrator creates keys with <code>honeyburst tokens create NAME --role reviewer</code>. As
          long as there is no key, <code>honeyburst serve</code> prints a link to sign in with.
        </p>
      </form>
    </main>
  );
}
