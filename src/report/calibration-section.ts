import type { CalibrationMetrics, Evaluation } from '../learning/evaluation/evaluate.js';
import { percent } from './format.js';
import type { Html } from './html.js';
import { lineChart } from './line-chart.js';
import { figure, row, section, table } from './page.js';
import { scatterChart } from './scatter-chart.js';

/** Whether confidences are right, and how accuracy rises if only the surest photos are answered. */
export async function calibrationSection(
  { familyCalibration, calibration }: Evaluation,
  hasFinishes: boolean,
): Promise<Html> {
  const tiers: [string, CalibrationMetrics][] = [
    ['family', familyCalibration],
    ...(hasFinishes ? ([['finish', calibration]] as [string, CalibrationMetrics][]) : []),
  ];
  const share = { format: '.0%', domain: [0, 1] } as const;
  const reliability = await scatterChart({
    title: 'Reliability diagram',
    description: `Share of right answers against confidence. ${tiers.map(([name, { expectedCalibrationError: error }]) => `Expected calibration error of the ${name}: ${error.toFixed(3)}`).join('. ')}.`,
    x: { title: 'confidence', ...share },
    y: { title: 'share that is right', ...share },
    diagonal: true,
    points: tiers.flatMap(([series, { reliability: bins }]) =>
      bins.map((bin) => ({
        series,
        x: bin.meanConfidence,
        y: bin.accuracy,
        weight: bin.count,
        ...bin.accuracyInterval,
      })),
    ),
  });
  const risk = await lineChart({
    title: 'Risk-coverage curve',
    description: tiers
      .map(
        ([name, { coverageAtPrecision: at }]) =>
          `${percent(at['0.95'])} of the photos can get a ${name} with 5 % of the answers wrong, ${percent(at['0.98'])} with 2 %`,
      )
      .join('. '),
    x: { title: 'coverage: share of photos answered', ...share },
    y: { title: 'risk: share that is wrong', format: '.0%' },
    references: [{ label: '5 % wrong', value: 0.05 }],
    points: tiers.flatMap(([series, { riskCoverage }]) =>
      riskCoverage.points.map(({ coverage, risk }) => ({ series, x: coverage, y: risk })),
    ),
  });
  return section(
    'Confidence',
    row(
      figure({
        drawing: reliability,
        caption:
          'Reliability: on the dashed line the model is right as often as its confidence says. Above the line it is underconfident, below it overconfident. Each dot is a range of confidence; its size is the number of photos.',
      }),
      figure({
        drawing: risk,
        caption:
          'Risk and coverage: the share of wrong answers when only the most certain photos are answered.',
      }),
    ),
    table({
      caption: 'Calibration',
      headings: [
        '',
        'expected calibration error',
        'coverage at 95 % precision',
        'coverage at 98 % precision',
        'area under risk-coverage',
      ],
      rows: tiers.map(([name, metrics]) => [
        name === 'family' ? 'Family' : 'Finish',
        metrics.expectedCalibrationError.toFixed(3),
        percent(metrics.coverageAtPrecision['0.95']),
        percent(metrics.coverageAtPrecision['0.98']),
        metrics.riskCoverage.area.toFixed(4),
      ]),
    }),
  );
}
