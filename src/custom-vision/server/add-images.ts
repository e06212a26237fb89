import { createHash } from 'node:crypto';
import type { PhotoLimits } from '../../config/photo.js';
import { type Pool, type Queryable, withTransaction } from '../../database/pool.js';
import { admitImages, type KnownImage, type SoundPhoto } from './admit-images.js';
import { checkPhoto } from './check-photo.js';
import { type Image, listImages } from './image.js';
import type { ImageStatus } from './image-status.js';
import { findProject, markChanged } from './project.js';
import { lockTags } from './tag-rule.js';

export interface NewImage {
  /** The name, URL or identifier by which the sender recognises the photo. */
  source: string;
  /** Its bytes, or the reason why there are none. */
  photo: Buffer | ImageStatus;
  tagIds: readonly string[];
}

export interface AddedImage {
  source: string;
  status: ImageStatus;
  image: Image | null;
}

interface Dependencies {
  pool: Pool;
  photoLimits: Pick<PhotoLimits, 'maxPixels'>;
  limits: { imagesPerProject: number };
}

/**
 * Adds photos to a project in one transaction; results come in the order given. `metadata` is kept with each new photo.
 * A photo that is refused gets a status that says why, and the others are still added. Throws NotFoundProject.
 */
export async function addImages(
  { pool, photoLimits, limits }: Dependencies,
  projectId: string,
  images: readonly NewImage[],
  metadata: Record<string, string> = {},
): Promise<AddedImage[]> {
  const batch = await Promise.all(images.map((image) => examine(image, photoLimits)));
  return withTransaction(pool, async (client) => {
    const { classificationType } = await findProject(client, projectId, 'FOR NO KEY UPDATE');
    const contents = await loadContents(client, projectId, batch);
    const mostImages = limits.imagesPerProject;
    const { results, newImages, newTags } = admitImages(batch, {
      ...contents,
      classificationType,
      mostImages,
    });
    await insertImages(client, projectId, newImages, metadata);
    await insertTags(client, newTags);
    if (newImages.length > 0 || newTags.length > 0) await markChanged(client, projectId);
    const found = await loadImages(
      client,
      projectId,
      results.map(({ imageId }) => imageId).filter(isPresent),
    );
    return results.map(({ status, imageId }, index) => ({
      source: images[index]!.source,
      status,
      image: imageId === null ? null : (found.get(imageId) ?? null),
    }));
  });
}

async function examine(
  { photo, tagIds }: NewImage,
  limits: Pick<PhotoLimits, 'maxPixels'>,
): Promise<SoundPhoto | ImageStatus> {
  if (typeof photo === 'string') return photo;
  const size = await checkPhoto(photo, limits);
  if (typeof size === 'string') return size;
  return { ...size, bytes: photo, hash: createHash('sha256').update(photo).digest('hex'), tagIds };
}

async function loadContents(
  client: Queryable,
  projectId: string,
  batch: readonly (SoundPhoto | ImageStatus)[],
) {
  const photos = batch.filter((photo) => typeof photo !== 'string');
  const { rows } = await client.query<{ hash: string; id: string; tagIds: string[] }>(
    `SELECT encode(i.sha256, 'hex') AS hash, i.id,
            ARRAY(SELECT tag_id FROM custom_vision_server.image_tag WHERE image_id = i.id) AS "tagIds"
       FROM custom_vision_server.image i
      WHERE i.project_id = $1 AND i.deleted_at IS NULL
        AND i.sha256 = ANY (SELECT decode(hash, 'hex') FROM unnest($2::text[]) hash)`,
    [projectId, photos.map(({ hash }) => hash)],
  );
  const count = await client.query<{ imageCount: number }>(
    'SELECT count(*) AS "imageCount" FROM custom_vision_server.image WHERE project_id = $1 AND deleted_at IS NULL',
    [projectId],
  );
  const tagIds = [...rows, ...photos].flatMap((photo) => photo.tagIds);
  const images = rows.map(({ hash, id, tagIds }): [string, KnownImage] => [
    hash,
    { id, tagIds: new Set(tagIds) },
  ]);
  return {
    images: new Map(images),
    imageCount: count.rows[0]?.imageCount ?? 0,
    types: await lockTags(client, projectId, [...new Set(tagIds)]),
  };
}

async function insertImages(
  client: Queryable,
  projectId: string,
  images: readonly (SoundPhoto & { id: string })[],
  metadata: Record<string, string>,
): Promise<void> {
  if (images.length === 0) return;
  const parameters: unknown[] = [projectId, JSON.stringify(metadata)];
  // One parameter per photo: in an array, bytes are sent as text and take twice the space.
  const rows = images.map(({ id, hash, bytes, width, height }, index) => {
    const values = [id, Buffer.from(hash, 'hex'), bytes, width, height];
    // Lists are sorted by time, and keep the order of the batch.
    const createdAt = `now() + ${index} * interval '1 microsecond'`;
    return `($1, $2, ${createdAt}, ${values.map((value) => `$${parameters.push(value)}`).join(', ')})`;
  });
  await client.query(
    `INSERT INTO custom_vision_server.image (project_id, metadata, created_at, id, sha256, bytes, width, height)
     VALUES ${rows.join(', ')}`,
    parameters,
  );
}

/** Adds tags to photos that do not have them yet. */
export async function insertTags(
  client: Queryable,
  tags: readonly { imageId: string; tagId: string }[],
): Promise<void> {
  if (tags.length === 0) return;
  await client.query(
    'INSERT INTO custom_vision_server.image_tag (image_id, tag_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])',
    [tags.map(({ imageId }) => imageId), tags.map(({ tagId }) => tagId)],
  );
}

async function loadImages(client: Queryable, projectId: string, ids: readonly string[]) {
  const page = { orderBy: 'Newest', take: ids.length, skip: 0 } as const;
  const images = ids.length > 0 ? await listImages(client, projectId, { ids }, page) : [];
  return new Map(images.map((image) => [image.id, image]));
}

function isPresent<T>(value: T | null): value is T {
  return value !== null;
}
