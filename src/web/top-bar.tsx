import { view } from './address.js';
import { openDialog } from './dialog/open-dialog.js';
import { Icon } from './icon.js';
import { counts } from './queue/counts.js';
import { session, signOut } from './session.js';
import { number } from './wording.js';

/** Navigation, the signed-in person, and how many suggestions wait. */
export function TopBar() {
  const { name, role } = session.value!;
  const matching = counts.value?.matching;
  const link = (to: 'queue' | 'overview', href: string, text: string) => (
    <a href={href} aria-current={view.value === to ? 'page' : undefined}>
      {text}
    </a>
  );
  return (
    <header class="top">
      <a class="brand" href="#/">
        <span class="mark" aria-hidden="true" />
        <span>Honeyburst</span>
      </a>
      <nav aria-label="Pages">
        {link('queue', '#/', 'Review')}
        {link('overview', '#/overview', 'Overview')}
      </nav>
      {view.value === 'queue' && matching !== undefined && (
        <p class="waiting">
          <b>{number(matching)}</b> {matching >= 10_000 ? 'or more ' : ''}
          <span>in this queue</span>
        </p>
      )}
      <span class="spring" />
      <button
        type="button"
        class="quiet icon-only"
        onClick={() => openDialog('help')}
        aria-label="Help and keys"
        title="Help and keys (?)"
      >
        <Icon name="help" />
      </button>
      <span class="who" title={`Signed in as ${name}, ${role}`}>
        {name}
      </span>
      <button type="button" class="quiet" onClick={signOut}>
        Sign out
      </button>
    </header>
  );
}
