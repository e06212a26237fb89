import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { view } from './address.js';
import { explain } from './api/problem.js';
import { notice } from './notice.js';
import { OverviewView } from './overview/overview-view.js';
import { QueueView } from './queue/queue-view.js';
import { findSession, session } from './session.js';
import { SignIn } from './sign-in.js';
import { TopBar } from './top-bar.js';

const failure = signal<string | undefined>(undefined);

async function start(): Promise<void> {
  failure.value = undefined;
  await findSession().catch((error) => {
    failure.value = explain(error);
  });
}

export function App() {
  useEffect(() => void start(), []);
  useEffect(() => {
    // A message about one view makes no sense in the other.
    notice.value = undefined;
  }, [view.value]);
  if (failure.value) {
    return (
      <main class="alone">
        <h1>Honeyburst</h1>
        <p role="alert">{failure.value}</p>
        <button type="button" class="primary" onClick={start}>
          Try again
        </button>
      </main>
    );
  }
  if (session.value === undefined) {
    return (
      <main class="alone" aria-busy="true">
        <h1>Honeyburst</h1>
        <p>Loading …</p>
      </main>
    );
  }
  if (session.value === null) return <SignIn />;
  return (
    <>
      <TopBar />
      {view.value === 'overview' ? <OverviewView /> : <QueueView />}
    </>
  );
}
