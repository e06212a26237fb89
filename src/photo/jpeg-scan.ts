/** What is needed to read through the scan of a sequential JPEG. */
export interface JpegFrame {
  width: number;
  height: number;
  /** By id: blocks in a unit of the scan. */
  components: Map<number, { across: number; down: number }>;
  /** Units between two restart markers; 0: there are none. */
  restartInterval: number;
  /** Huffman tables by class (0x10: AC) and number. */
  tables: Map<number, { counts: Uint8Array; symbols: Uint8Array }>;
}

/**
 * The place behind the last byte of a scan of all components that begins at `from`, by reading its Huffman codes (ITU-T
 * T.81, annex F). Undefined if the data ends or breaks before the last block.
 */
export function sequentialEnd(
  bytes: Buffer,
  from: number,
  frame: JpegFrame,
  scan: Buffer,
): number | undefined {
  const blocks = blocksOfUnit(frame, scan);
  if (!blocks) return undefined;
  const reader = createBitReader(bytes, from);
  const units = countUnits(frame);
  for (let unit = 0; unit < units; unit++) {
    if (frame.restartInterval > 0 && unit > 0 && unit % frame.restartInterval === 0 && !reader.restart())
      return undefined;
    for (const { dc, ac } of blocks) if (!readBlock(reader, dc, ac)) return undefined;
  }
  return reader.end();
}

/** The codes of a table by the next 16 bits: length and symbol; 0 for what is no code. */
type Codes = Uint16Array;

function blocksOfUnit(frame: JpegFrame, scan: Buffer): { dc: Codes; ac: Codes }[] | undefined {
  const codes = new Map([...frame.tables].map(([id, table]) => [id, toCodes(table)]));
  const alone = frame.components.size === 1;
  const blocks = [];
  for (let n = 0; n < scan[0]!; n++) {
    const component = frame.components.get(scan[1 + 2 * n]!);
    const selector = scan[2 + 2 * n] ?? 0;
    const [dc, ac] = [codes.get(selector >> 4), codes.get(0x10 | (selector & 15))];
    if (!component || !dc || !ac) return undefined;
    const count = alone ? 1 : component.across * component.down;
    blocks.push(...Array.from({ length: count }, () => ({ dc, ac })));
  }
  return blocks;
}

function countUnits({ width, height, components }: JpegFrame): number {
  const all = [...components.values()];
  const alone = all.length === 1;
  const across = alone ? 1 : Math.max(...all.map((one) => one.across));
  const down = alone ? 1 : Math.max(...all.map((one) => one.down));
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
}

function toCodes({ counts, symbols }: { counts: Uint8Array; symbols: Uint8Array }): Codes {
  const codes = new Uint16Array(65_536);
  let code = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++) {
    for (let n = 0; n < counts[length - 1]!; n++, code++, next++) {
      const start = code << (16 - length);
      codes.fill((length << 8) | (symbols[next] ?? 0), start, start + (1 << (16 - length)));
    }
    code <<= 1;
  }
  return codes;
}

function readBlock(reader: BitReader, dc: Codes, ac: Codes): boolean {
  const size = reader.symbol(dc);
  if (size < 0 || !reader.skip(size)) return false;
  for (let coefficient = 1; coefficient < 64; coefficient++) {
    const symbol = reader.symbol(ac);
    if (symbol < 0) return false;
    const bits = symbol & 15;
    // No more coefficients, unless it is a run of 16 zeros.
    if (bits === 0 && symbol !== 0xf0) return true;
    coefficient += symbol >> 4;
    if (!reader.skip(bits)) return false;
  }
  return true;
}

type BitReader = ReturnType<typeof createBitReader>;

function createBitReader(bytes: Buffer, from: number) {
  let at = from;
  let buffer = 0;
  let available = 0;

  /** Up to 24 bits; fewer at a marker or at the end. */
  const fill = () => {
    while (available <= 16 && at < bytes.length) {
      const byte = bytes[at]!;
      if (byte === 0xff && bytes[at + 1] !== 0) return;
      at += byte === 0xff ? 2 : 1;
      buffer = ((buffer << 8) | byte) & 0xffffff;
      available += 8;
    }
  };
  const skip = (count: number) => {
    if (available < count) fill();
    available -= count;
    return available >= 0;
  };

  return {
    /** -1: the data ends, or is no code. */
    symbol(codes: Codes): number {
      if (available < 16) fill();
      const bits = available >= 16 ? buffer >> (available - 16) : buffer << (16 - available);
      const entry = codes[bits & 0xffff]!;
      return entry > 0 && skip(entry >> 8) ? entry & 255 : -1;
    },
    skip,
    /** Goes on behind the restart marker that must come here. */
    restart(): boolean {
      available = 0;
      while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
      const marker = bytes[at] === 0xff ? bytes[at + 1]! : 0;
      at += 2;
      return marker >= 0xd0 && marker <= 0xd7;
    },
    /** The place behind the byte that was read last. */
    end(): number {
      // Bytes that were read ahead are given back; a 0xff takes two.
      for (let ahead = Math.floor(available / 8); ahead > 0; ahead--) {
        at -= bytes[at - 1] === 0 && bytes[at - 2] === 0xff ? 2 : 1;
      }
      return at;
    },
  };
}
