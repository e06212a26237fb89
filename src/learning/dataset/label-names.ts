import type { Family, Taxonomy } from '../../taxonomy/taxonomy.js';

/** What labels may name: a taxonomy, or the labels of a model. */
export interface KnownLabels {
  /** By slug, in the order that the labels of a model take; undefined where only the slug is known. */
  families: ReadonlyMap<string, Pick<Family, 'name'> | undefined>;
  /** By slug. */
  finishes: ReadonlyMap<string, { family: string }>;
  /** What other names of finishes mean. */
  match: Taxonomy['match'];
}

/** What a label says, or why it says nothing. */
export type Label = { family: string; finish: string | undefined } | { problem: string };

/** Reads labels as people write them: `fiesta-red`, `fiesta_red`, `Fiesta Red`, and other names that the taxonomy knows. */
export interface LabelNames {
  /** A family, and a finish of it unless that is empty. */
  read(family: string, finish: string): Label;
  /** The name of a label folder: a family, or else a finish. */
  readFolder(name: string, below: string): Label;
}

export function createLabelNames(known: KnownLabels): LabelNames {
  const familyNames = new Map(
    [...known.families].flatMap(([slug, family]) => [
      [toSlug(slug), slug],
      ...(family ? [[toSlug(family.name), slug] as const] : []),
    ]) as [string, string][],
  );
  const finishNames = new Map([...known.finishes.keys()].map((slug) => [toSlug(slug), slug]));
  const matchOf = (text: string) => known.match(text.replace(/[_-]+/g, ' '));

  function findFinish(text: string): string | undefined {
    const slug = finishNames.get(toSlug(text));
    if (slug !== undefined) return slug;
    const match = matchOf(text);
    const found = match.kind === 'exact' || match.kind === 'alias' ? match.finish.slug : undefined;
    return found !== undefined && known.finishes.has(found) ? found : undefined;
  }

  /** A question for the end of a message. */
  function proposal(text: string, wanted: 'family' | 'finish' | 'either'): string {
    const match = matchOf(text);
    const finish = 'finish' in match ? match.finish : undefined;
    const family = finish?.family ?? ('family' in match ? match.family : undefined);
    const proposed =
      wanted === 'family' ? family : (finish?.slug ?? (wanted === 'either' ? family : undefined));
    return proposed === undefined ? '' : `; did you mean ${proposed}?`;
  }

  function read(familyText: string, finishText: string): Label {
    const family = familyNames.get(toSlug(familyText));
    if (family === undefined) {
      const problem = `${familyText} is no family${proposal(familyText, 'family') || ';'} families are ${[...known.families.keys()].join(', ')}`;
      return { problem };
    }
    if (finishText.trim() === '') return { family, finish: undefined };
    const finish = findFinish(finishText);
    if (finish === undefined) {
      return {
        problem: `${finishText} is no finish of the taxonomy${proposal(finishText, 'finish') || ';'} add it with: honeyburst taxonomy import FILE`,
      };
    }
    const { family: own } = known.finishes.get(finish)!;
    return own === family ? { family, finish } : { problem: `${finishText} is ${own}, not ${familyText}` };
  }

  return {
    read,
    readFolder(name, below) {
      if (familyNames.has(toSlug(name))) return read(name, below);
      const finish = findFinish(name);
      if (finish !== undefined) return { family: known.finishes.get(finish)!.family, finish };
      return {
        problem: `neither a family nor a finish: ${name || '(no label folder)'}${proposal(name, 'either')}`,
      };
    },
  };
}

/** File systems and programs write accents in two ways. */
const toSlug = (text: string) =>
  text
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
