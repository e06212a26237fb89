import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDataset } from '../../../src/learning/dataset/dataset.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';

const known = await loadBuiltInTaxonomy();

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dataset-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe('readDataset', () => {
  it('reads a CSV with files relative to it, ignoring further columns', async () => {
    const folder = await folderWith({
      'labels.csv':
        '\uFEFFfile,family,finish,confidence,model,group,split\na.jpg,red,fiesta-red,low,x,g1,train\n"b, c.jpg",blue,,high,y,g2,validation\n',
    });
    const { photos } = await readDataset(join(folder, 'labels.csv'), known);
    expect(photos).toEqual([
      {
        file: join(folder, 'a.jpg'),
        family: 'red',
        finish: 'fiesta-red',
        group: 'g1',
        split: 'train',
        confidence: 'low',
      },
      {
        file: join(folder, 'b, c.jpg'),
        family: 'blue',
        finish: undefined,
        group: 'g2',
        split: 'validation',
        confidence: 'high',
      },
    ]);
  });

  it('takes files from the folder that is named', async () => {
    const folder = await folderWith({ 'labels.csv': 'file,family\na.jpg,red\n' });
    const { photos } = await readDataset(join(folder, 'labels.csv'), known, '/photos');
    expect(photos[0]?.file).toBe('/photos/a.jpg');
  });

  it('reads label folders of families, of finishes, and of both', async () => {
    const folder = await folderWith({
      'red/1.jpg': '',
      'surf-green/2.png': '',
      'blue/sonic-blue/3.webp': '',
      'blue/sonic-blue/notes.txt': '',
    });
    const { photos } = await readDataset(folder, known);
    expect(photos.map(({ family, finish }) => [family, finish])).toEqual([
      ['blue', 'sonic-blue'],
      ['red', undefined],
      ['green', 'surf-green'],
    ]);
  });

  it('names the lines and labels at fault', async () => {
    const folder = await folderWith({
      'labels.csv':
        'file,family,finish\na.jpg,crimson,\nb.jpg,blue,fiesta-red\nc.jpg,red,no-such-finish\nd.jpg,red,\n',
    });
    await expect(readDataset(join(folder, 'labels.csv'), known)).rejects.toThrow(
      /line 2: crimson is no family[\s\S]*line 3: fiesta-red is red, not blue[\s\S]*line 4: no-such-finish is no finish/,
    );
  });

  it('says when there is nothing', async () => {
    await expect(readDataset('/no/such/place', known)).rejects.toThrow(
      'There is no dataset at /no/such/place',
    );
    const folder = await folderWith({ 'red/readme.txt': '' });
    await expect(readDataset(folder, known)).rejects.toThrow('holds no labelled photo');
    const unlabelled = await folderWith({ 'strange/1.jpg': '' });
    await expect(readDataset(unlabelled, known)).rejects.toThrow('neither a family nor a finish: strange');
  });
});
