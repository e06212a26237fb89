import { describe, expect, it } from 'vitest';
import {
  admitImages,
  type ProjectContents,
  type SoundPhoto,
} from '../../../src/custom-vision/server/admit-images.js';

const contents: ProjectContents = {
  classificationType: 'Multilabel',
  types: new Map([
    ['red', 'Regular'],
    ['blue', 'Regular'],
    ['none', 'Negative'],
  ]),
  imageCount: 1,
  mostImages: 100,
  images: new Map([['known', { id: 'image-1', tagIds: new Set(['red']) }]]),
};

const photo = (hash: string, ...tagIds: string[]): SoundPhoto => ({
  hash,
  tagIds,
  bytes: Buffer.from(hash),
  width: 4,
  height: 3,
});

const statuses = (batch: Parameters<typeof admitImages>[0], changes: Partial<ProjectContents> = {}) =>
  admitImages(batch, { ...contents, ...changes }).results.map(({ status }) => status);

describe('photos added to a project', () => {
  it('are new images with their tags', () => {
    const { results, newImages, newTags } = admitImages([photo('a', 'red', 'blue'), photo('b')], contents);
    expect(results.map(({ status }) => status)).toEqual(['OK', 'OK']);
    expect(newImages.map(({ id, hash }) => [id, hash])).toEqual([
      [results[0]!.imageId, 'a'],
      [results[1]!.imageId, 'b'],
    ]);
    expect(newTags).toEqual([
      { imageId: results[0]!.imageId, tagId: 'red' },
      { imageId: results[0]!.imageId, tagId: 'blue' },
    ]);
  });

  it('add their tags to the image that is there already', () => {
    const { results, newImages, newTags } = admitImages([photo('known', 'red', 'blue')], contents);
    expect(results).toEqual([{ status: 'OKDuplicate', imageId: 'image-1' }]);
    expect(newImages).toEqual([]);
    expect(newTags).toEqual([{ imageId: 'image-1', tagId: 'blue' }]);
  });

  it('are duplicates of an earlier one of the batch too', () => {
    const { results, newImages, newTags } = admitImages([photo('a', 'red'), photo('a', 'blue')], contents);
    expect(results.map(({ status }) => status)).toEqual(['OK', 'OKDuplicate']);
    expect(results[1]!.imageId).toBe(results[0]!.imageId);
    expect(newImages).toHaveLength(1);
    expect(newTags.map(({ tagId }) => tagId)).toEqual(['red', 'blue']);
  });

  it('keep the status that they have', () => {
    expect(statuses(['ErrorSource', photo('a')])).toEqual(['ErrorSource', 'OK']);
  });

  it('are refused with a tag that there is not', () => {
    expect(statuses([photo('a', 'red', 'gone'), photo('a', 'red')])).toEqual(['ErrorInvalidTag', 'OK']);
  });

  it('are refused with a negative tag beside another, be it one that they had', () => {
    const both = 'ErrorNegativeAndRegularTagOnSameImage';
    expect(statuses([photo('a', 'red', 'none'), photo('known', 'none'), photo('b', 'none')])).toEqual([
      both,
      both,
      'OK',
    ]);
  });

  it('have one tag in a Multiclass project', () => {
    const batch = [photo('a', 'red', 'blue'), photo('known', 'blue'), photo('known', 'red'), photo('b')];
    const { results, newTags } = admitImages(batch, { ...contents, classificationType: 'Multiclass' });
    expect(results.map(({ status }) => status)).toEqual([
      'ErrorTagLimitExceed',
      'ErrorTagLimitExceed',
      'OKDuplicate',
      'OK',
    ]);
    expect(newTags).toEqual([]);
  });

  it('have at most 100 tags', () => {
    const tags = Array.from({ length: 101 }, (_, number) => `tag ${number}`);
    const types = new Map(tags.map((tag) => [tag, 'Regular'] as const));
    const given = [photo('a', ...tags), photo('b', ...tags.slice(1))];
    expect(statuses(given, { types })).toEqual(['ErrorTagLimitExceed', 'OK']);
  });

  it('are refused beyond what the project may hold, unless it has them', () => {
    expect(statuses([photo('a'), photo('b'), photo('known'), photo('a')], { mostImages: 2 })).toEqual([
      'OK',
      'ErrorLimitExceed',
      'OKDuplicate',
      'OKDuplicate',
    ]);
  });
});
