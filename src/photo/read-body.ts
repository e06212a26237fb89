/**
 * Reads a body up to the chunk that makes it longer than `maxBytes`. It fills one buffer instead of a list of chunks, because
 * a host could inflate the list's overhead with chunks of one byte.
 */
export async function readBody(
  body: AsyncIterable<Buffer>,
  { expectedBytes, maxBytes }: { expectedBytes: number; maxBytes: number },
): Promise<Buffer> {
  let bytes = Buffer.allocUnsafeSlow(Math.min(expectedBytes || 65_536, maxBytes));
  let length = 0;
  for await (const chunk of body) {
    const total = length + chunk.length;
    if (total > bytes.length) bytes = Buffer.concat([bytes], Math.max(total, Math.min(2 * total, maxBytes)));
    length += chunk.copy(bytes, length);
    if (length > maxBytes) break;
  }
  return bytes.subarray(0, length);
}
