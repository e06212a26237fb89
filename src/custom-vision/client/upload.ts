import { readFile } from 'node:fs/promises';
import { sha256 } from '../../classifier/model-folder.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError } from '../../errors.js';
import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import { prepareLabelledPhoto } from '../../learning/evaluation/score-photos.js';
import { leastPhotosOfTag, type PlannedProject } from './plan-projects.js';
import { projectIdOf, type TrainingContext } from './training-context.js';
import type { ProjectProgress } from './training-state.js';

/** The limits of a batch. The service takes far more bytes, but they are sent as base64. */
const mostOfBatch = { photos: 64, tags: 20, bytes: 24_000_000 };
/** Enough for a full batch over a slow line. */
const timeoutMs = 600_000;
const trainingPhoto = { kind: 'jpeg', maxBytes: 6_000_000 } as const;
const preparedAtOnce = 16;

interface Tagged {
  photo: LabelledPhoto;
  tag: string;
}

interface Hashed extends Tagged {
  /** The hash of the file. */
  sha256: string;
}

interface Upload extends Hashed {
  data: Uint8Array;
}

/**
 * Sends those photos of a project that the service does not have yet, in batches. Equal files are sent once, with the
 * tag of the first of them. Refused photos are recorded in `own`. Throws a HoneyburstError that lists them if they leave
 * a tag with too few photos.
 */
export async function uploadPhotos(
  { name, tagOf }: PlannedProject,
  photos: readonly LabelledPhoto[],
  own: ProjectProgress,
  { service, state, save, progress, log, limits }: TrainingContext & { limits: PhotoLimits },
): Promise<void> {
  const projectId = projectIdOf(own);
  const chosen = photos.flatMap((photo) => {
    const tag = tagOf(photo);
    return tag === undefined ? [] : [{ photo, tag }];
  });
  const before = new Set(own.sent);
  const tagOfPhoto = new Map<string, string>();
  own.refused = [];

  const send = async (batch: readonly Upload[]) => {
    if (batch.length === 0) return;
    const images = batch.map(({ sha256, data, tag }) => ({
      // Answers come in another order and identify photos by name.
      name: sha256,
      contents: data,
      tagIds: [own.tags[tag]!],
    }));
    const answer = await service.call(
      `${images.length} photos of project ${projectId}`,
      (client, options) => client.createImagesFromFiles(projectId, { images }, options),
      timeoutMs,
    );
    const statuses = new Map(
      answer.images?.map(({ sourceUrl, status }) => [sourceUrl?.replaceAll('"', ''), status]),
    );
    for (const { photo, sha256 } of batch) {
      const { file } = photo;
      const status = statuses.get(sha256) ?? 'no answer';
      // If the answer to an earlier batch was lost, its photos are duplicates now.
      if (status === 'OK' || status === 'OKDuplicate') own.sent.push(sha256);
      else {
        own.refused.push({ file, status });
        log.warn({ file, status, project: name }, 'Custom Vision refused a photo');
      }
    }
    state.steps.batches++;
    await save();
  };

  progress.start(`sending ${chosen.length} photos to the project "${name}"`, chosen.length);
  let batch: Upload[] = [];
  for (let from = 0; from < chosen.length; from += preparedAtOnce) {
    const next = await Promise.all(chosen.slice(from, from + preparedAtOnce).map(hashPhoto));
    const missing = next.filter(({ sha256, tag }) => {
      if (tagOfPhoto.has(sha256)) return false;
      tagOfPhoto.set(sha256, tag);
      return !before.has(sha256);
    });
    for (const upload of await Promise.all(missing.map((photo) => prepare(photo, limits)))) {
      if (!fits([...batch, upload])) {
        await send(batch);
        batch = [];
      }
      batch.push(upload);
    }
    progress.advance(next.length);
  }
  await send(batch);
  own.duplicates = chosen.length - tagOfPhoto.size;
  await save();
  progress.finish(`${own.sent.length} sent, ${own.duplicates} duplicates, ${own.refused.length} refused`);
  requireEnough(
    name,
    Object.keys(own.tags),
    own.sent.map((hash) => tagOfPhoto.get(hash)),
    own.refused,
  );
}

/** Hashes the file itself, not the prepared photo, so that a resumed run need not prepare photos that were sent. */
async function hashPhoto({ photo, tag }: Tagged): Promise<Hashed> {
  const bytes = await readFile(photo.file).catch((cause) => {
    throw new HoneyburstError(`The photo ${photo.file} cannot be read; is it missing?`, {
      code: 'dataset_photo_missing',
      stage: 'train',
      cause,
    });
  });
  return { photo, tag, sha256: sha256(bytes) };
}

async function prepare({ photo, ...known }: Hashed, limits: PhotoLimits): Promise<Upload> {
  const { data } = await prepareLabelledPhoto(photo, { input: trainingPhoto }, limits);
  return { photo, ...known, data };
}

function fits(batch: readonly Upload[]): boolean {
  return (
    batch.length <= mostOfBatch.photos &&
    new Set(batch.map(({ tag }) => tag)).size <= mostOfBatch.tags &&
    batch.reduce((sum, { data }) => sum + data.length, 0) <= mostOfBatch.bytes
  );
}

function requireEnough(
  project: string,
  tags: readonly string[],
  tagsOfSent: readonly (string | undefined)[],
  refused: ProjectProgress['refused'],
): void {
  const short = tags.filter((tag) => tagsOfSent.filter((sent) => sent === tag).length < leastPhotosOfTag);
  if (short.length === 0) return;
  const list = refused.slice(0, 10).map(({ file, status }) => `  ${status}: ${file}`);
  const rest = refused.length > list.length ? [`  and ${refused.length - list.length} more`] : [];
  const reason = refused.length > 0 ? 'it refused these photos' : 'several files are the same photo';
  throw new HoneyburstError(
    [
      `Custom Vision needs ${leastPhotosOfTag} photos of a tag, and has fewer of ${short.join(', ')} in "${project}": ${reason}`,
      ...list,
      ...rest,
    ].join('\n'),
    { code: 'custom_vision_photos_refused', stage: 'train' },
  );
}
