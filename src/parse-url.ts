/**
 * The URL, or undefined where the text is none. Not URL.canParse: that of Node.js 20, once it is called often enough to
 * be compiled, refuses every host with a letter of Latin-1, such as é.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
