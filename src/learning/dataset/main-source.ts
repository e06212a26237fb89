/** The source with the most groups; of several, the first by name. Photos without a source are one source, named ''. */
export function mainSource(photos: readonly { group: string; source?: string | undefined }[]): string {
  const groups = new Map<string, Set<string>>();
  for (const { group, source = '' } of photos) {
    const own = groups.get(source);
    if (own) own.add(group);
    else groups.set(source, new Set([group]));
  }
  const ranked = [...groups].sort(([a, m], [b, n]) => n.size - m.size || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? '';
}
