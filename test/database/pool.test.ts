import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.js';

it('a connection that breaks while somebody has it, idle between two queries, does not end the process', async () => {
  const { pool } = await createTestDatabase();
  const client = await pool.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const ended = new Promise((resolve) => client.once('end', resolve));
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  // An error event that nobody listens to would have ended this process by then.
  await ended;
  await expect(client.query('SELECT 1')).rejects.toThrow();
  client.release(true);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
