import { expect, it } from 'vitest';
import {
  createApiToken,
  findApiToken,
  listApiTokens,
  revokeApiToken,
  sha256Of,
} from '../../src/http/api-token.js';
import { createTestDatabase } from '../support/database.js';

it('shows a key once, keeps its hash, and finds it until it is revoked', async () => {
  const { pool } = await createTestDatabase();
  const { key } = await createApiToken(pool, { name: 'shop', role: 'prediction' });
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(await findApiToken(pool, sha256Of(key))).toMatchObject({ name: 'shop', role: 'prediction' });
  expect(JSON.stringify(await listApiTokens(pool))).not.toContain(key);
  await revokeApiToken(pool, 'shop');
  expect(await findApiToken(pool, sha256Of(key))).toBeUndefined();
  expect(await listApiTokens(pool)).toMatchObject([{ name: 'shop', revokedAt: expect.any(Date) }]);
});

it('takes a name again only after its key was revoked', async () => {
  const { pool } = await createTestDatabase();
  await createApiToken(pool, { name: 'shop', role: 'prediction' });
  await expect(createApiToken(pool, { name: 'shop', role: 'training' })).rejects.toThrow('revoke it first');
  await revokeApiToken(pool, 'shop');
  const { key } = await createApiToken(pool, { name: 'shop', role: 'training' });
  expect(await findApiToken(pool, sha256Of(key))).toMatchObject({ name: 'shop' });
  await expect(revokeApiToken(pool, 'other')).rejects.toThrow('tokens list');
});
