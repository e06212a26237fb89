import { UsageError } from '../../errors.js';
import type { LabelledPhoto } from '../../learning/dataset/dataset.js';
import { leastPhotosOfTag, type PlannedProject } from './plan-projects.js';

export const pricingTiers = ['F0', 'S0'] as const;
export type PricingTier = (typeof pricingTiers)[number];

/** https://learn.microsoft.com/azure/ai-services/custom-vision-service/limits-and-quotas */
const limitsOf = {
  F0: { projects: 2, tags: 50, photos: 5_000 },
  S0: { projects: 100, tags: 500, photos: 100_000 },
} as const;

/** Throws a UsageError that lists everything that a pricing tier of Custom Vision would refuse in these projects. */
export function checkLimits(
  projects: readonly PlannedProject[],
  photos: readonly LabelledPhoto[],
  tier: PricingTier,
): void {
  const most = limitsOf[tier];
  const problems = projects.flatMap(({ name, tags, tagOf }) => {
    const counts = new Map(tags.map((tag) => [tag.name, 0]));
    for (const photo of photos) {
      const tag = tagOf(photo);
      if (tag !== undefined) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    const scarce = [...counts].filter(([, count]) => count < leastPhotosOfTag);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return [
      scarce.length > 0 &&
        `each tag needs ${leastPhotosOfTag} photos, but "${name}" has ${scarce.map(([tag, count]) => `${count} of ${tag}`).join(', ')}`,
      tags.length > most.tags && `"${name}" has ${tags.length} tags, and ${tier} allows ${most.tags}`,
      total > most.photos && `"${name}" has ${total} photos, and ${tier} allows ${most.photos}`,
    ].filter((problem) => problem !== false);
  });
  if (projects.length > most.projects)
    problems.push(tooManyProjects(projects.length, tier, 'the model needs'));
  if (problems.length > 0)
    throw new UsageError(`Custom Vision would not train this:\n${problems.map((p) => `  ${p}`).join('\n')}`);
}

/** Throws a UsageError if the resource has no room for the projects that are still missing. */
export function checkRoom(existing: number, missing: number, tier: PricingTier): void {
  if (missing === 0 || existing + missing <= limitsOf[tier].projects) return;
  throw new UsageError(
    `${tooManyProjects(existing + missing, tier, `with the ${existing} already in the resource there would be`)}; or delete some there.`,
  );
}

function tooManyProjects(count: number, tier: PricingTier, words: string): string {
  return `${words} ${count} projects, and ${tier} allows ${limitsOf[tier].projects}: use --flat, which needs one`;
}
