/**
 * The URL, or undefined if the text is not one. Do not use URL.canParse: in Node.js 20, once it has been called often
 * enough to be compiled, it refuses every host with a letter of Latin-1, such as é.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** Whether the text is an absolute http or https address. */
export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(parseUrl(text)?.protocol ?? '');
}
