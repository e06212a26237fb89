import { expect, it } from 'vitest';
import { openPage } from './page.js';

it('knows who is signed in, and may do what that role may', async () => {
  const { modules } = await openPage({ role: 'admin' });
  expect(modules.session.session.value).toEqual({ name: 'admin', role: 'admin' });
});

it('says that nobody is signed in once the session has ended, and loads nothing', async () => {
  const page = await openPage();
  const { session, store } = page.modules;
  await session.signOut();
  expect(session.session.value).toBeNull();
  await session.findSession();
  expect(session.session.value).toBeNull();
  await store.loadQueue();
  expect(store.loading.value).toBe('failed');
  // The sign-in form says it all.
  expect(page.said()).toBeUndefined();
});

it('signs out here even where the service cannot be reached', async () => {
  const page = await openPage();
  page.connect(false);
  await page.modules.session.signOut();
  expect(page.modules.session.session.value).toBeNull();
});

it('does not take a service that cannot be reached for one that knows nobody', async () => {
  const page = await openPage();
  page.connect(false);
  await expect(page.modules.session.findSession()).rejects.toMatchObject({ status: 0 });
  expect(page.modules.session.session.value).not.toBeNull();
});

it('refuses a wrong key in the words of the service', async () => {
  const { modules } = await openPage();
  await expect(modules.session.openSession('wrong')).rejects.toMatchObject({
    ...{ status: 401, message: 'This key is not in use.' },
  });
});
