import { type Pool, withTransaction } from '../../database/pool.js';
import { toHoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import type { TagEngine } from '../tags/tag-engine.js';
import type { TrainingImage } from '../tags/tagged-image.js';
import type { TrainedTags } from '../tags/train-tags.js';
import { type BackgroundWork, createBackgroundWork } from './background-work.js';
import { type Iteration, iterationColumns } from './iteration.js';

const imagesPerStatement = 1000;

export interface TrainerDependencies {
  pool: Pool;
  engine: Pick<TagEngine, 'train'>;
  log: Log;
}

/** Trains the waiting iterations, the oldest first, including those that a killed server did not finish. */
export function createTrainer({ pool, engine, log }: TrainerDependencies): BackgroundWork {
  return createBackgroundWork({
    pool,
    log,
    name: 'training of iteration',
    async waiting() {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM custom_vision_server.iteration WHERE status = 'Training' ORDER BY created_at`,
      );
      return rows.map(({ id }) => id);
    },
    async run(id, signal) {
      const { rows } = await pool.query<Iteration>(
        `SELECT ${iterationColumns} FROM custom_vision_server.iteration WHERE id = $1 AND status = 'Training'`,
        [id],
      );
      const [iteration] = rows;
      if (!iteration) return;
      const images = await listTrainingImages(pool, iteration);
      const options = { tags: iteration.tags.map(({ name }) => name), type: iteration.classificationType };
      let trained: TrainedTags;
      try {
        trained = await unlessAborted(engine.train(images, options), signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const { message } = toHoneyburstError(thrown, 'train');
        log.warn({ iteration: id, error: message }, 'training failed');
        await pool.query(
          `UPDATE custom_vision_server.iteration SET status = 'Failed', error = $2, updated_at = now()
           WHERE id = $1 AND status = 'Training'`,
          [id, message],
        );
        return;
      }
      await saveTrained(pool, id, images, trained);
      log.info({ iteration: id, images: images.length, seconds: trained.seconds }, 'trained');
    },
  });
}

/** Rejects as soon as the signal aborts. The engine cannot be stopped halfway, so its later result is dropped. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The photos of an iteration, sorted by hash, so that the same photos and seed train the same head. */
async function listTrainingImages(
  pool: Pool,
  { id, tags }: Iteration,
): Promise<(TrainingImage & { id: string })[]> {
  const { rows } = await pool.query<{ id: string; sha256: string; tagIds: string[] }>(
    `SELECT image_id AS id, encode(sha256, 'hex') AS sha256, tag_ids AS "tagIds"
     FROM custom_vision_server.iteration_image JOIN custom_vision_server.image ON image.id = image_id
     WHERE iteration_id = $1 ORDER BY sha256`,
    [id],
  );
  const numbers = new Map(tags.map((tag, number) => [tag.id, number]));
  return rows.map(({ tagIds, ...image }) => ({
    ...image,
    tags: tagIds.map((tag) => numbers.get(tag)!),
    async load() {
      const found = await pool.query<{ bytes: Buffer }>(
        'SELECT bytes FROM custom_vision_server.image WHERE id = $1',
        [image.id],
      );
      if (!found.rows[0]) throw new Error(`image ${image.id} was deleted`);
      return found.rows[0].bytes;
    },
  }));
}

async function saveTrained(
  pool: Pool,
  id: string,
  images: readonly { id: string }[],
  { head, heldBack, seconds }: TrainedTags,
): Promise<void> {
  await withTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE custom_vision_server.iteration
       SET status = 'Completed', head = $2, training_seconds = $3, trained_at = now(), updated_at = now()
       WHERE id = $1 AND status = 'Training'`,
      [id, head, seconds],
    );
    if (rowCount === 0) return;
    const said = heldBack.map(({ probabilities, fold }, number) => ({
      image: images[number]!.id,
      probabilities: [...probabilities],
      fold,
    }));
    for (let from = 0; from < said.length; from += imagesPerStatement) {
      await client.query(
        `UPDATE custom_vision_server.iteration_image SET probabilities = said.probabilities, fold = said.fold
         FROM jsonb_to_recordset($2) AS said (image uuid, probabilities real[], fold smallint)
         WHERE iteration_id = $1 AND image_id = said.image`,
        [id, JSON.stringify(said.slice(from, from + imagesPerStatement))],
      );
    }
  });
}
