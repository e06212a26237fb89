import type { ComparedModel, Comparison } from '../learning/comparison/compare.js';
import { percent } from './format.js';
import type { Html } from './html.js';
import { intervalChart } from './interval-chart.js';
import { figure, row, section } from './page.js';
import { scatterChart } from './scatter-chart.js';
import { study } from './study.js';

const published = 'published study';
const accuracyAxis = { title: 'share of photos that are right', format: '.0%' } as const;

/** Flat, hard and soft of each backbone; precision and recall; size against accuracy. Beside them, the figures of the study. */
export async function accuracySection({ models, photosWithFinish }: Comparison): Promise<Html> {
  const tier = photosWithFinish > 0 ? 'finish' : 'family';
  const accuracies = [
    figure({
      drawing: await accuracyChart('family', models),
      caption:
        'Family accuracy of each model with 95 % intervals. Hard and soft use the same heads for the family, so their family accuracy is the same.',
    }),
    ...(tier === 'finish'
      ? [
          figure({
            drawing: await accuracyChart('finish', models),
            caption: 'Finish accuracy, over the photos with a known finish.',
          }),
        ]
      : []),
  ];
  const beside = [
    figure({
      drawing: await precisionRecallChart(models, tier),
      caption: `Macro precision and recall of the ${tier}: every label counts equally.`,
    }),
    figure({
      drawing: await sizeChart(models, tier),
      caption: `Size of the files against accuracy of the ${tier}; the published models are named. Up and to the left is better.`,
    }),
  ];
  return section('Accuracy', row(...accuracies), row(...beside));
}

function accuracyChart(tier: 'family' | 'finish', models: readonly ComparedModel[]): Promise<Html> {
  const ours = models.map(({ name, hierarchy, evaluation }) => ({
    label: name,
    series: hierarchy,
    value: evaluation[tier].accuracy,
    ...evaluation[tier].accuracyInterval,
  }));
  const theirs = study.models.flatMap(({ name, accuracy }) =>
    accuracy === undefined ? [] : { label: `study: ${name}`, series: published, value: accuracy },
  );
  return intervalChart({
    title: `${tier === 'family' ? 'Family' : 'Finish'} accuracy`,
    description: [...ours, ...theirs].map(({ label, value }) => `${label}: ${percent(value)}`).join('. '),
    dots: [...ours, ...theirs],
    axis: { ...accuracyAxis, domain: [0, 1] },
  });
}

/** Over the labels with enough training photos, as studies report them, if there are any. */
function precisionRecallChart(models: readonly ComparedModel[], tier: 'family' | 'finish'): Promise<Html> {
  const frequent = models.every(({ evaluation }) => evaluation[tier].macroFrequent.labels > 0);
  const ours = models.flatMap(({ name, evaluation }) => {
    const macro = frequent ? evaluation[tier].macroFrequent : evaluation[tier].macro;
    return [
      { label: name, series: 'precision', value: macro.precision, ...macro.precisionInterval },
      { label: name, series: 'recall', value: macro.recall, ...macro.recallInterval },
    ];
  });
  const theirs = study.models.flatMap(({ name, precision, recall }) =>
    precision === undefined || recall === undefined
      ? []
      : [
          { label: `study: ${name}`, series: 'precision', value: precision },
          { label: `study: ${name}`, series: 'recall', value: recall },
        ],
  );
  const least = models[0]?.evaluation[tier].macroFrequent.leastTrainingImages;
  return intervalChart({
    title: `Macro precision and recall of the ${tier}`,
    description: `${frequent ? `Over the labels with at least ${least} training photos. ` : ''}The first table has the figures.`,
    dots: [...ours, ...theirs],
    axis: {
      title: frequent ? `over labels with ${least} or more training photos` : 'over all labels',
      format: '.0%',
      domain: [0, 1],
    },
  });
}

function sizeChart(models: readonly ComparedModel[], tier: 'family' | 'finish'): Promise<Html> {
  const ours = models.flatMap(({ backbone, evaluation }) =>
    evaluation.modelBytes === undefined
      ? []
      : { series: backbone, x: evaluation.modelBytes / 1e6, y: evaluation[tier].accuracy },
  );
  const theirs = study.models.flatMap(({ name, megabytes, accuracy }) =>
    megabytes === undefined || accuracy === undefined
      ? []
      : { series: published, x: megabytes, y: accuracy, label: name },
  );
  return scatterChart({
    title: 'Size and accuracy',
    description: [...ours, ...theirs]
      .map(({ series, x, y }) => `${series}: ${x.toFixed(1)} MB, ${percent(y)}`)
      .join('. '),
    x: { title: 'size, MB', logarithmic: true, format: '~g', domain: [0.5, 300] },
    y: { title: 'share that is right', format: '.0%', domain: [0, 1] },
    points: [...ours, ...theirs],
  });
}
