import { describe, expect, it } from 'vitest';
import { createRecent } from '../../../src/custom-vision/tags/recent.js';

function createCounting(most: number) {
  const opened: string[] = [];
  const released: string[] = [];
  const recent = createRecent<string>(most, (value) => released.push(value));
  const use = (key: string) =>
    recent.use(
      key,
      async () => {
        opened.push(key);
        return key;
      },
      (value) => value,
    );
  return { recent, opened, released, use };
}

describe('recent values', () => {
  it('are opened once, even where two ask at once', async () => {
    const { opened, use } = createCounting(2);
    expect(await Promise.all([use('a'), use('a')])).toEqual(['a', 'a']);
    expect(await use('a')).toBe('a');
    expect(opened).toEqual(['a']);
  });

  it('are given up in the order of their last use, and opened again when asked for', async () => {
    const { opened, released, use } = createCounting(2);
    for (const key of ['a', 'b', 'a', 'c']) await use(key);
    expect(released).toEqual(['b']);
    for (const key of ['a', 'c', 'b']) await use(key);
    expect(opened).toEqual(['a', 'b', 'c', 'b']);
    expect(released).toEqual(['b', 'a']);
  });

  it('are not released while they are used', async () => {
    const { recent, released, use } = createCounting(1);
    let finish = () => {};
    const used = recent.use(
      'a',
      async () => 'a',
      (value) => new Promise<string>((resolve) => (finish = () => resolve(value))),
    );
    await use('b');
    expect(released).toEqual([]);
    finish();
    expect(await used).toBe('a');
    await Promise.resolve();
    expect(released).toEqual(['a']);
  });

  it('that could not be opened are opened again by the next one who asks', async () => {
    const { recent, released, use } = createCounting(2);
    const fail = () => Promise.reject(new Error('no such head'));
    const failures = await Promise.allSettled([recent.use('a', fail, String), recent.use('a', fail, String)]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await use('a')).toBe('a');
    expect(released).toEqual([]);
  });

  it('are all released when closed, and whatever is opened later after its use', async () => {
    const { recent, released, use } = createCounting(2);
    await use('a');
    await use('b');
    recent.close();
    await use('c');
    await Promise.resolve();
    expect(released).toEqual(['a', 'b', 'c']);
  });
});
