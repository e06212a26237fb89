/** The files that import-memory.ts makes: a Reverb API page, an array of its listings, one listing a line, and a CSV. */
export const listingFiles = ['page', 'array', 'jsonl', 'csv'] as const;
export type ListingFile = (typeof listingFiles)[number];

export function isListingFile(name: string | undefined): name is ListingFile {
  return listingFiles.some((file) => file === name);
}

/** A file of about so many bytes, in chunks as a file stream has them; each listing is about 3 kB with 4 photos. */
export function* writeListingFile(file: ListingFile, bytes: number): Generator<Buffer> {
  const { head, tail, separator, write } = forms[file];
  let text = head;
  let sent = 0;
  for (let n = 0; sent + text.length < bytes; n++) {
    text += (n > 0 ? separator : '') + write(n);
    if (text.length >= 65_536) {
      yield Buffer.from(text);
      sent += text.length;
      text = '';
    }
  }
  yield Buffer.from(text + tail);
}

interface Form {
  head: string;
  tail: string;
  separator: string;
  write: (n: number) => string;
}

const forms: Record<ListingFile, Form> = {
  page: {
    head: '{"total":1,"listings":[',
    tail: ']}',
    separator: ',',
    write: (n) => JSON.stringify(toListing(n)),
  },
  array: { head: '[\n', tail: ']\n', separator: ',\n', write: (n) => JSON.stringify(toListing(n), null, 2) },
  jsonl: { head: '', tail: '', separator: '\n', write: (n) => JSON.stringify(toListing(n)) },
  csv: {
    head: 'external_id,make,model,year,title,description,finish,state,photo_urls\n',
    tail: '',
    separator: '\n',
    write: toRow,
  },
};

const description = `<p>Plays well, "very" clean, some wear.</p>\n`.repeat(45);
const finishes = ['Fiesta Red', '', '3 Tone Sunburst', 'red', 'see photos', 'Olympic White', 'unobtainium'];

function toListing(n: number) {
  const address = (p: number) =>
    `https://photos.test/i/s--AAAAAAAA--/quality=medium-low,height=800/${n}-${p}.jpg`;
  return {
    id: 10_000_000 + n,
    make: 'Fender',
    model: 'Stratocaster',
    year: '1964',
    title: `Fender Stratocaster ${finishes[(n * 3) % 7]} ${n}`,
    description,
    finish: finishes[n % 7]!,
    state: { slug: 'live' },
    photos: [1, 2, 3, 4].map((p) => ({ _links: { full: { href: address(p) } } })),
  };
}

function toRow(n: number): string {
  const { id, photos, state, ...fields } = toListing(n);
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const urls = photos.map(({ _links }) => _links.full.href).join('|');
  return [id, ...Object.values(fields).map(quote), state.slug, quote(urls)].join(',');
}
