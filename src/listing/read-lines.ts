/**
 * The lines of a text, counted from 1, without their line feed. Of a line longer than `maxLength` UTF-16 units the
 * text is undefined. (node:readline also breaks at U+2028, which JSON strings may hold, and knows no limit.)
 */
export async function* readLines(
  chunks: AsyncIterable<string>,
  maxLength: number,
): AsyncGenerator<{ line: number; text: string | undefined }> {
  let line = 1;
  let text: string | undefined = '';
  const append = (part: string) => {
    if (text !== undefined) text = text.length + part.length > maxLength ? undefined : text + part;
  };
  for await (const chunk of chunks) {
    const parts = chunk.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      append(part);
      yield { line: line++, text };
      text = '';
    }
    append(last);
  }
  if (text !== '') yield { line, text };
}
