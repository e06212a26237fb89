import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TrainingAPIClient } from '@azure/cognitiveservices-customvision-training';
import { ApiKeyCredentials } from '@azure/ms-rest-js';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../../support/folder.js';
import { createTestServer } from '../../support/http-server.js';
import { createImageServer, makePhoto } from './image-server.js';

/** The service's own client, unmodified, on a server that listens. */
async function createClient() {
  const server = await createImageServer();
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  const credentials = new ApiKeyCredentials({ inHeader: { 'Training-key': server.key } });
  const options = { noRetryPolicy: true };
  return { ...server, client: new TrainingAPIClient(credentials, `http://127.0.0.1:${port}`, options) };
}

it('the SDK adds photos as data, from memory and from a file', async () => {
  const { client, projectId, tag } = await createClient();
  const tagIds = [await tag('red'), await tag('old')];
  const photo = await makePhoto({ width: 120, height: 80 });
  const added = await client.createImagesFromData(projectId, photo, { tagIds });
  expect(added.isBatchSuccessful).toBe(true);
  const [result] = added.images!;
  expect(result).toMatchObject({ status: 'OK', image: { width: 120, height: 80 } });
  expect(result!.image!.created).toBeInstanceOf(Date);
  expect(result!.image!.tags!.map(({ tagId }) => tagId).sort()).toEqual(tagIds.sort());

  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const file = join(folder, 'guitar.jpg');
  await writeFile(file, await makePhoto());
  const streamed = await client.createImagesFromData(projectId, () => createReadStream(file));
  expect(streamed.images![0]).toMatchObject({ sourceUrl: '"guitar.jpg"', status: 'OK' });

  const again = await client.createImagesFromData(projectId, photo);
  expect(again._response.status).toBe(207);
  expect(again.images![0]).toMatchObject({ status: 'OKDuplicate', image: { id: result!.image!.id } });
});

it('the SDK adds photos as files and from addresses', async () => {
  const { client, projectId, tag } = await createClient();
  const red = await tag('red');
  const files = await client.createImagesFromFiles(projectId, {
    images: [
      { name: 'a.jpg', contents: await makePhoto(), tagIds: [red] },
      { name: 'b.jpg', contents: Buffer.from('no photo') },
    ],
  });
  expect(files.isBatchSuccessful).toBe(false);
  expect(files.images!.map(({ sourceUrl, status }) => [sourceUrl, status])).toEqual([
    ['a.jpg', 'OK'],
    ['b.jpg', 'ErrorImageFormat'],
  ]);
  const site = await createTestServer({ '/a.jpg': await makePhoto() });
  const urls = await client.createImagesFromUrls(projectId, {
    images: [{ url: `${site.url}/a.jpg` }],
    tagIds: [red],
  });
  expect(urls.isBatchSuccessful).toBe(true);
  expect((await client.getTaggedImageCount(projectId, { tagIds: [red] })).body).toBe(2);
});

it('the SDK lists, tags, describes and deletes photos', async () => {
  const { client, projectId, tag, add } = await createClient();
  const red = await tag('red');
  const ids = (await add([await makePhoto(), await makePhoto(), await makePhoto()])) as [
    string,
    string,
    string,
  ];
  const tags = [{ imageId: ids[0], tagId: red }];
  expect(await client.createImageTags(projectId, { tags })).toMatchObject({ created: tags, duplicated: [] });

  const tagged = await client.getTaggedImages(projectId, { orderBy: 'Oldest', take: 10, tagIds: [red] });
  expect(tagged.map(({ id, tags: own }) => [id, own![0]!.tagName])).toEqual([[ids[0], 'red']]);
  const untagged = await client.getUntaggedImages(projectId);
  expect(untagged.map(({ id, tags: none }) => [id, none])).toHaveLength(2);
  expect(untagged[0]!.tags).toBeUndefined();
  expect(await client.getImages(projectId, { taggingStatus: 'All', take: 2, skip: 2 })).toHaveLength(1);
  expect((await client.getImageCount(projectId)).body).toBe(3);
  expect(await client.getImagesByIds(projectId, { imageIds: ids.slice(1) })).toHaveLength(2);

  const described = await client.updateImageMetadata(projectId, [ids[1]], { shop: 'north' });
  expect(described.images![0]).toMatchObject({ status: 'OK', metadata: { shop: 'north' } });
  await client.deleteImageTags(projectId, [ids[0]], [red]);
  expect((await client.getUntaggedImageCount(projectId)).body).toBe(3);

  const deleted = await client.deleteImages(projectId, { imageIds: ids.slice(0, 2) });
  expect(deleted._response.status).toBe(204);
  const all = await client.deleteImages(projectId, { allImages: true, allIterations: true });
  expect(all._response.status).toBe(202);
  expect((await client.getImageCount(projectId)).body).toBe(0);
});

it('the SDK queries and deletes stored predictions, and reads errors', async () => {
  const { client, projectId } = await createClient();
  const answer = await client.queryPredictions(projectId, { orderBy: 'Newest' });
  expect(answer).toMatchObject({ results: [], token: { continuation: null, orderBy: 'Newest' } });
  const tooMany = { orderBy: 'Newest' as const, maxCount: 1000 };
  await expect(client.queryPredictions(projectId, tooMany)).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequestPredictionResultsExceededCount',
  });
});
