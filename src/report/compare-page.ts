import type { Comparison } from '../learning/comparison/compare.js';
import { accuracySection } from './compare-accuracy.js';
import { costSection } from './compare-cost.js';
import { detailsSection } from './compare-details.js';
import { gallerySection } from './compare-gallery.js';
import { setupSection } from './compare-setup.js';
import { summarySection } from './compare-summary.js';
import { learningCurveSection } from './learning-curve-section.js';
import { page, section, warning } from './page.js';

/** What the report says besides the figures. */
export interface ComparisonContext {
  /** The dataset, as the user named it. */
  dataset: string;
  /** Which rows the models were compared on. */
  rows: string;
  seed: number;
  created: Date;
  /** The machine that it was measured on. */
  machine: string;
  warnings: readonly string[];
  /** Pictures of the samples as `data:` addresses, by file. */
  thumbnails: ReadonlyMap<string, string>;
}

/** Models side by side, as a self-contained document. */
export async function comparisonPage(comparison: Comparison, context: ComparisonContext): Promise<string> {
  const { models, photos, photosWithFinish, curves, samples } = comparison;
  const { dataset, rows, seed, created, machine, warnings } = context;
  const tiers = (['family', 'finish'] as const).flatMap((tier) =>
    curves.map(({ name, measurements }) => ({ name, tier, measurements })),
  );
  return page({
    title: `Comparison of ${models.length} models`,
    subtitle: `${photos} photos of ${dataset} (${rows}), ${photosWithFinish} of them with a finish; seed ${seed}; ${created.toISOString().slice(0, 10)}; ${machine}. Ranges are 95 % intervals.`,
    sections: [
      ...(warnings.length > 0 ? [section('Read this first', ...warnings.map(warning))] : []),
      summarySection(comparison),
      await accuracySection(comparison),
      await costSection(comparison),
      ...setupSection(comparison),
      ...(tiers.length > 0 ? [await learningCurveSection(tiers, { seed })] : []),
      ...gallerySection(samples, context.thumbnails),
      detailsSection(models),
    ],
  });
}
