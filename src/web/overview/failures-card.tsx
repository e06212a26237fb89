import { useSignal } from '@preact/signals';
import { type Overview, retryFailures } from '../api/overview.js';
import { explain } from '../api/problem.js';
import { tell } from '../notice.js';
import { session, signedOut } from '../session.js';
import { number } from '../wording.js';
import { Card } from './card.js';
import { refreshOverview } from './state.js';

/** Listings that failed for good, by code; admins can retry them. */
export function FailuresCard({ failures }: { failures: Overview['failures'] }) {
  return (
    <Card name="Failures">
      {failures.length === 0 ? (
        <p>No failures.</p>
      ) : (
        <ul class="failures">
          {failures.map(({ code, count, example }) => (
            <li key={code}>
              <p>
                <b>{number(count)}</b> <code>{code}</code>
                {example.stage && <span class="soft"> in {example.stage}</span>}
              </p>
              <p class="soft">
                {example.externalId}: {example.message ?? 'no message'}
              </p>
              {session.value?.role === 'admin' && <Retry code={code} />}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Retry({ code }: { code: string }) {
  const busy = useSignal(false);
  const retry = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      const { reopened } = await retryFailures(code);
      tell('done', `${number(reopened)} listings with ${code} will be tried again.`);
      await refreshOverview();
    } catch (error) {
      if (!signedOut(error)) tell('problem', explain(error));
    } finally {
      busy.value = false;
    }
  };
  return (
    <button type="button" aria-disabled={busy.value} onClick={retry}>
      Try again<span class="unseen"> the listings that failed with {code}</span>
    </button>
  );
}
