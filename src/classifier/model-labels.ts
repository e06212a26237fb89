import type { LabelThresholds } from './classifier.js';
import type { ByTier, LabelTree } from './label-tree.js';
import type { ModelDescription } from './model-description.js';
import type { Temperatures } from './scores.js';

/** What turns logits into answers. */
export interface Calibration {
  temperatures: Temperatures;
  thresholds: ByTier<LabelThresholds>;
}

type Described = Pick<ModelDescription, 'families' | 'finishes' | 'calibration'>;

/** The label tree of a model, whose model.json calls the tiers families and finishes. */
export function readLabels({ families, finishes }: Pick<Described, 'families' | 'finishes'>): LabelTree {
  return { coarse: families, fine: finishes.map(({ slug, family }) => ({ label: slug, parent: family })) };
}

export function describeLabels({ coarse, fine }: LabelTree): Pick<Described, 'families' | 'finishes'> {
  return {
    families: [...coarse],
    finishes: fine.map(({ label, parent }) => ({ slug: label, family: parent })),
  };
}

export function readCalibration({ calibration }: Pick<Described, 'calibration'>): Calibration {
  const { temperatures, thresholds } = calibration;
  return {
    temperatures: { coarse: temperatures.family, fine: temperatures.finish },
    thresholds: { coarse: thresholds.family, fine: thresholds.finish },
  };
}

export function describeCalibration({ temperatures, thresholds }: Calibration): Described['calibration'] {
  return {
    temperatures: { family: temperatures.coarse, finish: temperatures.fine },
    thresholds: { family: { ...thresholds.coarse }, finish: { ...thresholds.fine } },
  };
}
