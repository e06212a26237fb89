import type { Config } from './config/config.js';
import { whenAvailable } from './database/available.js';
import { type Connection, connect, migrateDirectly, requireMigrated } from './database/connect.js';
import { hasEmbeddedDatabase } from './database/embedded.js';
import { migrate, pendingMigrations } from './database/migrate.js';
import type { Pool } from './database/pool.js';
import type { Log } from './log.js';
import { sharePromise } from './shared-promise.js';
import { readTaxonomy, syncTaxonomy } from './taxonomy/store.js';
import type { Taxonomy } from './taxonomy/taxonomy.js';

export interface Database extends Pick<Connection, 'url' | 'pool'> {
  taxonomy: Taxonomy;
}

export interface DatabaseOpener {
  /** The database, up to date: the embedded one migrates itself, another must have been migrated. */
  database(): Promise<Database>;
  /** For the views of the schema analytics: asks nothing that a login with the role honeyburst_analyst may not do. */
  analystPool(): Promise<Pool>;
  /** Whether there is a database, even an outdated one: false before the embedded one is made. */
  databaseExists(): Promise<boolean>;
  /** Brings the database and its taxonomy up to date; names the migrations that ran. */
  migrate(): Promise<string[]>;
}

/** Connects when first asked; `onClose` is given what ends the connection. */
export function createDatabaseOpener(
  config: Config,
  log: Log,
  onClose: (release: () => Promise<unknown>) => void,
): DatabaseOpener {
  const embedded = config.database.url === undefined;
  const queue = config.queue.name;

  const connection = sharePromise(async () => {
    const opened = await connect({ ...config.database, home: config.home, log });
    onClose(() => opened.close());
    return opened;
  });

  const database = sharePromise(async () => {
    const { url, pool } = await connection();
    if (!embedded) {
      await requireMigrated(pool);
      return { url, pool, taxonomy: await readTaxonomy(pool) };
    }
    // The server is ours: if it dies meanwhile, it is started again.
    const taxonomy = await whenAvailable(pool, async () => {
      if ((await pendingMigrations(pool)).length > 0)
        log.debug({ migrations: await migrate(pool, log, { queue }) }, 'migrated');
      return syncTaxonomy(pool);
    });
    return { url, pool, taxonomy };
  });

  return {
    database,
    analystPool: async () => (await (embedded ? database() : connection())).pool,
    databaseExists: async () => !embedded || hasEmbeddedDatabase(config.home),
    async migrate() {
      const { url, pool } = await connection();
      const ran = await migrateDirectly(url, queue, log);
      await syncTaxonomy(pool);
      return ran;
    },
  };
}
