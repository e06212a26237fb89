import type { Pool } from '../../database/pool.js';
import type { Log } from '../../log.js';
import type { BackgroundWork } from './background-work.js';

const everyMs = 3_600_000;

/** Deletes stored predictions after 30 days, as the service does. */
export function createSweeper({ pool, log }: { pool: Pool; log: Log }): BackgroundWork {
  let sweeping = Promise.resolve();
  const wake = () => {
    sweeping = pool
      .query(`DELETE FROM custom_vision_server.prediction WHERE created_at < now() - interval '30 days'`)
      .then(
        () => {},
        (error: Error) =>
          log.warn(
            { error: error.message },
            'old predictions could not be deleted; the next sweep tries again',
          ),
      );
  };
  const timer = setInterval(wake, everyMs);
  wake();
  return {
    wake,
    async close() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
