import type { TierMetrics } from '../learning/evaluation/tier-metrics.js';
import { percentWithInterval } from './format.js';
import { heatMap } from './heat-map.js';
import type { Html } from './html.js';
import { intervalChart } from './interval-chart.js';
import { details, figure, row, section, table } from './page.js';

/** Figures of each label of a tier, and the confusions between labels; `cell` is the side of a cell of the matrix in pixels. */
export async function classSection(
  heading: string,
  noun: string,
  tier: TierMetrics,
  cell: number,
): Promise<Html> {
  const byPhotos = [...tier.perClass].sort((a, b) => b.support - a.support);
  const rare = byPhotos.some(({ support }) => support < 10);
  const dots = await intervalChart({
    title: `Precision and recall of each ${noun}`,
    description: `Dots with 95 % intervals. The table "${heading} in figures" has the same figures.`,
    dots: byPhotos.flatMap((metrics) => [
      ...(metrics.answered === 0
        ? []
        : [
            {
              label: metrics.label,
              series: 'precision',
              value: metrics.precision,
              ...metrics.precisionInterval,
            },
          ]),
      { label: metrics.label, series: 'recall', value: metrics.recall, ...metrics.recallInterval },
    ]),
  });
  const { labels, counts } = tier.confusion;
  const confusion = await heatMap({
    title: `Confusion matrix of the ${noun}`,
    description: confusionWords(labels, counts),
    labels,
    counts,
    rowTitle: `true ${noun}`,
    columnTitle: `answered ${noun}`,
    cell,
  });
  const figures = [
    figure({
      drawing: dots,
      caption: `Precision (how many answers of a ${noun} are right) and recall (how many of its photos are found), most frequent first.${rare ? ' Wide intervals mean that there are too few photos to tell.' : ''}`,
    }),
    figure({
      drawing: confusion,
      wide: true,
      caption: `Confusion matrix: photos of a true ${noun} (row) by the answer (column), coloured by the share of the row.`,
    }),
  ];
  return section(
    heading,
    ...(labels.length <= 20 ? [row(...figures)] : figures),
    details(
      `${heading} in figures`,
      table({
        caption: `${heading} in figures`,
        headings: [noun, 'precision', 'recall', 'F1', 'photos', 'answered', 'trained on'],
        rows: byPhotos.map((metrics) => [
          metrics.label,
          metrics.answered === 0
            ? 'never answered'
            : percentWithInterval(metrics.precision, metrics.precisionInterval),
          percentWithInterval(metrics.recall, metrics.recallInterval),
          percentWithInterval(metrics.f1, metrics.f1Interval),
          metrics.support,
          metrics.answered,
          metrics.trainingImages,
        ]),
      }),
    ),
  );
}

/** The commonest confusions, for those who cannot see the matrix. */
function confusionWords(labels: readonly string[], counts: readonly (readonly number[])[]): string {
  const wrong = counts.flatMap((line, truth) =>
    line.flatMap((count, answer) => (truth === answer || count === 0 ? [] : [{ truth, answer, count }])),
  );
  const most = wrong.sort((a, b) => b.count - a.count).slice(0, 5);
  if (most.length === 0) return 'No photo was confused.';
  const words = most.map(
    ({ truth, answer, count }) => `${labels[truth]} for ${labels[answer]} ${count} times`,
  );
  return `Most often mistaken: ${words.join(', ')}.`;
}
