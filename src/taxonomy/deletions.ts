/** Shorter words have too many neighbours that are words too. */
export const leastLength = 6;

/** The words by each text that lacks at most one of their letters (Garbe's symmetric deletion). */
export function groupByDeletion(words: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    if (word.length < leastLength || !/^[a-z]+$/.test(word)) continue;
    for (const key of deletions(word)) groups.set(key, [...(groups.get(key) ?? []), word]);
  }
  return groups;
}

/** The text, and the text without each one of its letters. */
export function deletions(word: string): Set<string> {
  const found = new Set([word]);
  for (let at = 0; at < word.length; at++) found.add(word.slice(0, at) + word.slice(at + 1));
  return found;
}
