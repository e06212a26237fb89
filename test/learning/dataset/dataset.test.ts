import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { csvLine } from '../../../src/csv-line.js';
import { readDataset } from '../../../src/learning/dataset/read-dataset.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';

const known = await loadBuiltInTaxonomy();

async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
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
        '\uFEFFfile,family,finish,confidence,kind,group,split\na.jpg,red,fiesta-red,low,x,g1,train\n"b, c.jpg",blue,,high,y,g2,validation\n',
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

  it('reads where photos come from and what they show; what shows no labelled finish needs no family', async () => {
    const folder = await folderWith({
      'labels.csv': [
        'file,family,finish,source,view,group',
        'front.jpg,red,other,shop,front,g',
        'back.jpg,natural,,shop,back,g',
        'case.jpg,,,,Case,g',
        'plain.jpg,blue,,,,h',
      ].join('\n'),
    });
    const path = (file: string) => join(folder, file);
    const { photos, viewed } = await readDataset(path('labels.csv'), known);
    const shared = { group: 'g', split: undefined };
    expect(photos).toEqual([
      {
        file: path('front.jpg'),
        family: 'red',
        finish: 'other',
        confidence: 'high',
        source: 'shop',
        ...shared,
      },
      {
        file: path('plain.jpg'),
        family: 'blue',
        finish: undefined,
        confidence: 'high',
        ...shared,
        group: 'h',
      },
    ]);
    expect(viewed).toEqual([
      { file: path('front.jpg'), view: 'front', source: 'shop', ...shared },
      { file: path('back.jpg'), view: 'back', source: 'shop', ...shared },
      { file: path('case.jpg'), view: 'case', ...shared },
    ]);
    const wrong = await folderWith({ 'labels.csv': 'file,family,view\na.jpg,,front\nb.jpg,red,side\n' });
    await expect(readDataset(join(wrong, 'labels.csv'), known)).rejects.toThrow(
      /line 2: family is empty[\s\S]*line 3: view must be front, back, detail, headstock, case, other or empty/,
    );
  });

  it('takes files from the folder that is named', async () => {
    const folder = await folderWith({ 'labels.csv': 'file,family\na.jpg,red\n' });
    const images = await folderWith({});
    const { photos } = await readDataset(join(folder, 'labels.csv'), known, images);
    expect(photos[0]?.file).toBe(join(images, 'a.jpg'));
    await expect(readDataset(join(folder, 'labels.csv'), known, '/no/photos')).rejects.toThrow(
      '--images /no/photos cannot be used: it does not exist',
    );
    await expect(readDataset(join(folder, 'labels.csv'), known, join(folder, 'labels.csv'))).rejects.toThrow(
      'is a file, and a folder is needed',
    );
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
    const empty = await folderWith({ 'empty.csv': '' });
    await expect(readDataset(join(empty, 'empty.csv'), known)).rejects.toThrow('the file is empty');
    const unlabelled = await folderWith({ 'strange/1.jpg': '' });
    await expect(readDataset(unlabelled, known)).rejects.toThrow('neither a family nor a finish: strange');
  });
});

describe('a dataset CSV', () => {
  const expected = [
    ['a.jpg', 'red', 'fiesta-red', 'train'],
    ['b.jpg', 'blue', undefined, 'validation'],
  ];
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each<[string, string | Buffer]>([
    ['semicolons', 'file;family;finish;split\na.jpg;red;fiesta-red;train\nb.jpg;blue;;validation\n'],
    ['tabs', 'file\tfamily\tfinish\tsplit\na.jpg\tred\tfiesta-red\ttrain\nb.jpg\tblue\t\tvalidation\n'],
    ['bars', 'file|family|finish|split\na.jpg|red|fiesta-red|train\nb.jpg|blue||validation\n'],
    ['a sep= line', 'sep=;\nfile;family;finish;split\na.jpg;red;fiesta-red;train\nb.jpg;blue;;validation\n'],
    ['capitals', 'File,FAMILY,Finish , Split\na.jpg,RED,Fiesta-Red,Train\nb.jpg,Blue,,VALIDATION\n'],
    ['names', 'file,family,finish,split\na.jpg,Red,Fiesta Red,train\nb.jpg,Blue,,validation\n'],
    ['underscores', 'file,family,finish,split\na.jpg,red,fiesta_red,train\nb.jpg,blue,,validation\n'],
    ['an alias', 'file,family,finish,split\na.jpg,red,FSR Fiesta Red,train\nb.jpg,blue,,validation\n'],
    [
      'blank rows',
      '\nfile,family,finish,split\n\na.jpg,red,fiesta-red,train\n,,,\n   \nb.jpg,blue,,validation\n,,,,,\n',
    ],
    [
      'Windows line breaks',
      '\ufefffile,family,finish,split\r\na.jpg,red,fiesta-red,train\r\nb.jpg,blue,,validation\r\n',
    ],
    ['old Mac line breaks', 'file,family,finish,split\ra.jpg,red,fiesta-red,train\rb.jpg,blue,,validation\r'],
    [
      'UTF-16',
      utf16('file\tfamily\tfinish\tsplit\r\na.jpg\tred\tfiesta-red\ttrain\r\nb.jpg\tblue\t\tvalidation\r\n'),
    ],
    [
      'other columns between',
      'make;file;family;note;finish;split\nFender;a.jpg;red;"1;2";fiesta-red;train\n;b.jpg;blue;;;validation\n',
    ],
    [
      'cells that are left out at the end',
      'file,family,finish,split\na.jpg,red,fiesta-red,train,,\nb.jpg,blue,,validation\n',
    ],
  ])('with %s is read', async (_, text) => {
    const folder = await folderWith({ 'labels.csv': text });
    const { photos } = await readDataset(join(folder, 'labels.csv'), known);
    expect(
      photos.map(({ file, family, finish, split }) => [relative(folder, file), family, finish, split]),
    ).toEqual(expected);
  });

  it.each([
    [
      'file;finish\na.jpg;red\n',
      'no column family; it has: file, finish. Columns that are read: file, family',
    ],
    ['file,family,Family\na.jpg,red,red\n', 'names family more than once'],
    ['file,family\na.jpg,red\nb.jpg,blue,x\n', 'line 3 has 3 cells where the header has 2'],
    ['file,family\n,red\n', 'line 2: file is empty'],
    ['file,family,split\na.jpg,red,half\n', 'line 2: split must be train, validation, test or empty'],
    [
      'file,family,finish\na.jpg,red,fiesta rad\n',
      'fiesta rad is no finish of the taxonomy; did you mean fiesta-red?',
    ],
    ['file,family\na.jpg,crimson\n', 'crimson is no family; did you mean red?'],
    ['file,family\n"a.jpg,red\n', 'is not a CSV that can be read'],
  ])('that is wrong is refused with what to mend: %j', async (text, message) => {
    const folder = await folderWith({ 'labels.csv': text });
    await expect(readDataset(join(folder, 'labels.csv'), known)).rejects.toThrow(message);
  });

  it('that this program wrote is read as it was, whatever files are called', async () => {
    const names = ['=1+1.jpg', '-5.jpg', '@home.jpg', '+a.jpg', "'=b.jpg", '＝c.jpg', '-5'];
    const folder = await folderWith({
      'labels.csv': ['file,family\n', ...names.map((name) => csvLine([name, 'red']))].join(''),
    });
    const { photos } = await readDataset(join(folder, 'labels.csv'), known);
    expect(photos.map(({ file }) => relative(folder, file))).toEqual(names);
  });
});

describe('label folders', () => {
  it('are called as people call them', async () => {
    const folder = await folderWith({
      'Fiesta Red/1.jpg': '',
      'fiesta_red/2.jpg': '',
      'FIESTA-RED/3.jpg': '',
      'Black/4.jpg': '',
      'Blue/Sonic Blue/5.jpg': '',
      'FSR Fiesta Red/6.jpg': '',
    });
    const { photos } = await readDataset(folder, known);
    expect(
      Object.fromEntries(photos.map(({ file, family, finish }) => [file.at(-5), [family, finish]])),
    ).toEqual({
      1: ['red', 'fiesta-red'],
      2: ['red', 'fiesta-red'],
      3: ['red', 'fiesta-red'],
      4: ['black', undefined],
      5: ['blue', 'sonic-blue'],
      6: ['red', 'fiesta-red'],
    });
    const misspelt = await folderWith({ 'Fiesta Rad/1.jpg': '' });
    await expect(readDataset(misspelt, known)).rejects.toThrow(
      'neither a family nor a finish: Fiesta Rad; did you mean fiesta-red?',
    );
  });

  it('hold photos under any ending, or none, and files that are named like photos', async () => {
    const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
    const names = ['1.jfif', '2.jpe', '3.JPG', '4', '5.bin', '6.heic', '7.jpg'];
    const folder = await folderWith({
      ...Object.fromEntries(names.map((name) => [`red/${name}`, name === '7.jpg' ? '<html>' : jpeg])),
      'red/notes.txt': 'notes',
      'red/Thumbs.db': 'x',
      'red/._1.jpg': 'x',
      '__MACOSX/red/1.jpg': jpeg,
      '.thumbnails/1.jpg': jpeg,
    });
    const { photos, hidden } = await readDataset(folder, known);
    expect(photos.map(({ file }) => basename(file))).toEqual(names);
    expect(hidden).toEqual([join(folder, 'red/._1.jpg')]);
  });

  it('may be links, and hold links; circles and links that lead nowhere end the search of no other folder', async () => {
    const folder = await folderWith({
      'real/1.jpg': '',
      'photos/red/2.jpg': '',
      'photos/red/fiesta-red/3.jpg': '',
      'photos/blue/here.txt': '',
    });
    const photos = join(folder, 'photos');
    await symlink(join(folder, 'real'), join(photos, 'black'));
    await symlink(join(folder, 'real/1.jpg'), join(photos, 'blue/4.jpg'));
    await symlink('..', join(photos, 'red/up'));
    await symlink('.', join(photos, 'blue/self'));
    await symlink('fiesta-red', join(photos, 'red/fiesta_red'));
    await symlink('5.jpg', join(photos, 'blue/5.jpg'));
    const found = await readDataset(photos, known);
    expect(found.photos.map(({ file, family }) => [relative(photos, file), family])).toEqual([
      ['black/1.jpg', 'black'],
      ['blue/4.jpg', 'blue'],
      ['blue/5.jpg', 'blue'],
      ['red/2.jpg', 'red'],
      ['red/fiesta-red/3.jpg', 'red'],
      ['red/fiesta_red/3.jpg', 'red'],
    ]);
  });
});
