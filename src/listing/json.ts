import { getManyValues, isMany, type Many, none } from 'stream-chain/defs.js';
import { Assembler } from 'stream-json/core/assembler.js';
import { jsonParser, type Token } from 'stream-json/core/parser.js';
import { readLines } from './read-lines.js';

/** A value of a file with its place in it, or what is wrong at that place. */
export type Found = { place: string; value: unknown } | { place: string; error: string };

/** No listing is longer: the limit keeps the memory flat on files that are not what they seem. */
const maxRecordLength = 4_000_000;
/** An array within an array takes hundreds of bytes of memory for its one character. */
const maxDepth = 200_000;
/** How far the first line is looked at to tell JSON lines from one large document. */
const lookaheadLength = 1_000_000;

/** A JSON value on each line; a line that is not JSON does not stop the rest. */
export async function* readJsonLines(chunks: AsyncIterable<string>): AsyncGenerator<Found> {
  for await (const { line, text } of readLines(chunks, maxRecordLength)) {
    const place = `line ${line}`;
    if (text === undefined) yield { place, error: `is longer than ${maxRecordLength} characters` };
    else if (text.trim() !== '') {
      const parsed = parseJson(text);
      yield 'error' in parsed ? { place, error: parsed.error } : { place, value: parsed.value };
    }
  }
}

/**
 * The values of JSON lines, or of JSON documents of any size and layout: a document that is an array, or an object
 * with an array `listings`, is taken apart while it is read. A fault in a document ends the reading.
 */
export async function* readJson(chunks: AsyncIterable<string>): AsyncGenerator<Found> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = '';
  let ended = false;
  const firstLine = () => /^\s*(\S[^\n]*)\n/.exec(head)?.[1];
  while (!ended && head.length < lookaheadLength && firstLine() === undefined) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else head += next.value;
  }
  const whole = (async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  const line = firstLine() ?? (ended ? head : '');
  yield* 'value' in parseJson(line) ? readJsonLines(whole) : readJsonDocuments(whole);
}

async function* readJsonDocuments(chunks: AsyncIterable<string>): AsyncGenerator<Found> {
  const parse = jsonParser({ packValues: true, streamValues: false, jsonStreaming: true });
  const walker = createWalker();
  let count = 0;
  let line = 1;
  let length = 0;
  /** The values that a piece (at the end of the text: `none`) completes, or its fault. */
  const take = (piece: string | typeof none): unknown[] | { fault: string } => {
    try {
      // The parser takes `none` as well; its declaration leaves that out.
      const tokens = parse(piece as string);
      return isMany(tokens) ? getManyValues(tokens as Many<Token>).flatMap(walker.take) : [];
    } catch (error) {
      return { fault: (error as Error).message };
    }
  };
  const fault = (reason: string): Found => ({
    place: `line ${line}, after listing ${count}`,
    error: `is not valid JSON (${reason}): the rest is left out`,
  });
  for await (const chunk of chunks) {
    // A fault costs the piece that holds it: cut behind each brace, no whole listing is in that piece.
    for (const piece of chunk.split(/(?<=\})/)) {
      const values = take(piece);
      if ('fault' in values) return yield fault(values.fault);
      for (const value of values) yield { place: `listing ${++count}`, value };
      length = values.length > 0 ? 0 : length + piece.length;
      if (length > maxRecordLength)
        return yield fault(`a listing is longer than ${maxRecordLength} characters`);
      if (walker.depth() > maxDepth) return yield fault(`it is nested deeper than ${maxDepth}`);
      for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) line++;
    }
  }
  const values = take(none);
  if ('fault' in values || walker.isOpen()) yield fault('it ends too early');
  else for (const value of values) yield { place: `listing ${++count}`, value };
}

/** Assembles the values of documents from tokens; of an array or an API page, the items one by one. */
function createWalker() {
  let value = new Assembler();
  let page: Assembler | undefined;
  let inArray = false;
  let taken = false;
  return {
    /** The value that the token completes, in an array; empty if it completes none. */
    take(token: Token): unknown[] {
      if (value.done && token.name === 'startArray' && !page && !inArray) inArray = true;
      else if (value.done && token.name === 'endArray') {
        if (page) {
          value = page;
          page = undefined;
          taken = true;
        } else inArray = false;
      } else if (!page && value.depth === 1 && value.key === 'listings' && token.name === 'startArray') {
        page = value;
        value = new Assembler();
      } else {
        value.consume(token);
        if (value.done && !taken) return [value.current];
        if (value.done) taken = false;
      }
      return [];
    },
    depth: () => value.depth,
    isOpen: () => inArray || page !== undefined || !value.done,
  };
}

function parseJson(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // What follows the comma is a piece of the text itself.
    return { error: `is not valid JSON (${(error as Error).message.replace(/,? (\.\.\.)?".*$/s, '')})` };
  }
}
