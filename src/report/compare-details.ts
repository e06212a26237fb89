import type { ComparedModel } from '../learning/comparison/compare.js';
import { percent, percentWithInterval } from './format.js';
import type { Html } from './html.js';
import { details, paragraph, section, table } from './page.js';

/** What the summary leaves out of each backbone, folded up. */
export function detailsSection(models: readonly ComparedModel[]): Html {
  const backbones = [...new Set(models.map(({ backbone }) => backbone))];
  return section(
    'Details of each backbone',
    ...backbones.map((backbone) => {
      const own = models.filter((model) => model.backbone === backbone);
      return details(
        backbone,
        tierTable('family', own),
        tierTable('finish', own),
        labelTable('family', own),
        labelTable('finish', own),
      );
    }),
  );
}

type Tier = 'family' | 'finish';

function tierTable(tier: Tier, models: readonly ComparedModel[]): Html {
  return table({
    caption: `Figures of the ${tier}`,
    headings: [
      'Model',
      'accuracy',
      'top 3',
      'macro precision',
      'macro recall',
      'macro F1',
      'calibration error',
      'coverage at 95 %',
      'at 98 %',
    ],
    rows: models.map(({ name, evaluation }) => {
      const { accuracy, accuracyInterval, topK, macro } = evaluation[tier];
      const calibration = tier === 'finish' ? evaluation.calibration : evaluation.familyCalibration;
      return [
        name,
        percentWithInterval(accuracy, accuracyInterval),
        percent(topK['3']),
        percentWithInterval(macro.precision, macro.precisionInterval),
        percentWithInterval(macro.recall, macro.recallInterval),
        percentWithInterval(macro.f1, macro.f1Interval),
        calibration.expectedCalibrationError.toFixed(3),
        percent(calibration.coverageAtPrecision['0.95']),
        percent(calibration.coverageAtPrecision['0.98']),
      ];
    }),
  });
}

/** Precision and recall of each label, the commonest first, the models side by side. */
function labelTable(tier: Tier, models: readonly ComparedModel[]): Html {
  const labels = [...(models[0]?.evaluation[tier].perClass ?? [])].sort((a, b) => b.support - a.support);
  if (labels.length === 0) return paragraph(`No photo has a ${tier}.`);
  return table({
    caption: `Precision and recall of each ${tier}`,
    headings: [
      tier,
      'photos',
      'trained on',
      ...models.flatMap(({ hierarchy }) => [`${hierarchy}: precision`, `${hierarchy}: recall`]),
    ],
    rows: labels.map(({ label, support, trainingImages }) => [
      label,
      support,
      trainingImages,
      ...models.flatMap(({ evaluation }) => {
        const own = evaluation[tier].perClass.find((metrics) => metrics.label === label);
        if (!own) return ['', ''];
        return [own.answered === 0 ? 'never answered' : percent(own.precision), percent(own.recall)];
      }),
    ]),
  });
}
