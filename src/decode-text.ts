/** Stands for a byte that belongs to no encoding we are sure of: a noncharacter, which no text holds. */
export const undecodable = '\uffff';

/** How much of a file is looked at to tell UTF-16 from one byte a letter. */
const sniffedBytes = 256;

/**
 * The text of a file, in chunks. UTF-16 is told by its byte-order mark or by its NUL bytes; other files are decoded
 * line by line: UTF-8, or Windows-1252 (which covers Latin-1) where a file is not UTF-8. Each byte of a line that is
 * surely neither becomes `undecodable`, so that the reader can refuse its row. Byte-order marks are dropped.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < sniffedBytes; ) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  const start = Buffer.concat(first);
  const whole = (async function* () {
    yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  const utf16 = utf16Encoding(start);
  yield* utf16 ? decodeUtf16(whole, utf16) : decodeLines(whole);
}

function utf16Encoding(start: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  // A file of listings starts with ASCII, so that every other byte of UTF-16 is 0.
  const [head, zeros] = [start.subarray(0, 8), { even: 0, odd: 0 }];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd']++;
  });
  if (head.length < 4) return undefined;
  if (zeros.odd >= head.length / 2 - 1 && zeros.even === 0) return 'utf-16le';
  return zeros.even >= head.length / 2 - 1 && zeros.odd === 0 ? 'utf-16be' : undefined;
}

async function* decodeUtf16(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield mark(decoder.decode(chunk, { stream: true }));
  yield mark(decoder.decode());
}

/** The decoder writes U+FFFD for half a letter. */
const mark = (text: string) => text.replaceAll('\ufffd', undecodable);

async function* decodeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decode = createLineDecoder();
  let rest: Buffer = Buffer.alloc(0);
  let bom = true;
  for await (const chunk of bytes) {
    // Most files are UTF-8 throughout: whole lines of a chunk are decoded in one step.
    const joined = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
    const end = joined.lastIndexOf(10) + 1;
    // A line without end is cut at a safe place, so that memory stays flat.
    const cut = end > 0 ? end : joined.length > longestLine ? safeCut(joined) : 0;
    rest = joined.subarray(cut);
    if (cut === 0) continue;
    yield withoutMark(decode(joined.subarray(0, cut)));
  }
  yield withoutMark(decode(rest));

  function withoutMark(text: string): string {
    if (!bom || text === '') return text;
    bom = false;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}

const longestLine = 1_000_000;

/** Where the last letter of UTF-8 begins that may be incomplete. */
function safeCut(bytes: Buffer): number {
  let at = bytes.length;
  while (at > 0 && bytes.length - at < 4 && (bytes[at - 1]! & 0xc0) === 0x80) at--;
  return at > 0 && bytes[at - 1]! >= 0xc0 ? at - 1 : bytes.length;
}

/** Decodes whole lines. Once a line was UTF-8 beyond ASCII, the file is: another encoding is not mixed in. */
function createLineDecoder() {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let isUtf8 = false;
  const decodeOne = (line: Buffer): string => {
    try {
      const text = utf8.decode(line);
      isUtf8 ||= text.length < line.length;
      return text;
    } catch {
      const text = decodeWindows1252(line);
      if (!isUtf8 && isSurelyWindows1252(line, text)) return text;
      return Array.from(line, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : undecodable)).join('');
    }
  };
  return (lines: Buffer): string => {
    try {
      const text = utf8.decode(lines);
      isUtf8 ||= text.length < lines.length;
      return text;
    } catch {
      const texts: string[] = [];
      for (let at = 0; at < lines.length; ) {
        const end = lines.indexOf(10, at) + 1 || lines.length;
        texts.push(decodeOne(lines.subarray(at, end)));
        at = end;
      }
      return texts.join('');
    }
  };
}

/** What Windows-1252 has at 0x80 to 0x9f; five of them are undefined. */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Not TextDecoder, which in Node.js 20 decodes windows-1252 as Latin-1 (nodejs/node#56542). */
function decodeWindows1252(line: Buffer): string {
  return line.toString('latin1').replace(/[\x80-\x9f]/g, (control) => upper[control.charCodeAt(0) - 0x80]!);
}

/**
 * Whether bytes that are no UTF-8 read as Western European text. Bytes that Windows-1252 leaves undefined, a whole
 * letter of UTF-8 among them, and letters that only other encodings (Mac OS Roman, Latin-2, Cyrillic, Japanese) put
 * where they stand say no.
 */
function isSurelyWindows1252(line: Buffer, text: string): boolean {
  if (line.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte))) return false;
  // The bytes of é or – in UTF-8, which are Ã© or â€“ in Windows-1252.
  if (/[\u00c2\u00c3][\u00a0-\u00bf]|\u00e2[\u20ac\u201a\u2020]/.test(text)) return false;
  if (/\p{L}[¡¢£¤¥¦¬±³¶¹¼¾¿]\p{L}/u.test(text)) return false;
  if (/\p{L}[ŽŸŠŒšž‡†•¡¢£¤¥¦§¨ª¯°±²³µ¶¸¹º¼½¾]\p{Ll}/u.test(text)) return false;
  return !/[\u00c0-\u00ff]{3}/.test(text);
}
