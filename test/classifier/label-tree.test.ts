import { describe, expect, it } from 'vitest';
import {
  childNumbers,
  type LabelTree,
  labelCount,
  labelsOf,
  parentNumbers,
  withOthers,
  withoutOthers,
} from '../../src/classifier/label-tree.js';
import {
  describeCalibration,
  describeLabels,
  readCalibration,
  readLabels,
} from '../../src/classifier/model-labels.js';

// Fine labels in an order of their own, one coarse label without any, and one that is called like its parent.
const tree: LabelTree = {
  coarse: ['sunburst', 'black', 'red'],
  fine: [
    { label: 'candy-apple', parent: 'red' },
    { label: 'black', parent: 'black' },
    { label: 'fiesta', parent: 'red' },
  ],
};
const tags: LabelTree = { coarse: ['maple', 'walnut'], fine: [] };

describe('a label tree', () => {
  it('can have another fine label below each coarse one, after all that have names', () => {
    const open = withOthers(tree);
    expect(labelsOf(open).fine).toEqual([
      ...labelsOf(tree).fine,
      'sunburst/other',
      'black/other',
      'red/other',
    ]);
    expect(parentNumbers(open).slice(3)).toEqual(Int32Array.of(0, 1, 2));
    expect(withoutOthers(open)).toEqual(tree);
    expect(withoutOthers(tree)).toEqual(tree);
  });

  it('numbers its labels in the order of the outputs', () => {
    expect(labelCount(tree)).toBe(6);
    expect(labelsOf(tree)).toEqual({
      coarse: ['sunburst', 'black', 'red'],
      fine: ['candy-apple', 'black', 'fiesta'],
    });
    expect([...parentNumbers(tree)]).toEqual([2, 1, 2]);
  });

  it('finds the fine labels below a coarse one', () => {
    expect(childNumbers(tree, 'red')).toEqual([0, 2]);
    expect(childNumbers(tree, 'sunburst')).toEqual([]);
  });

  it('marks a fine label whose parent is not in it', () => {
    const orphan = { ...tree, fine: [...tree.fine, { label: 'surf-green', parent: 'green' }] };
    expect([...parentNumbers(orphan)]).toEqual([2, 1, 2, -1]);
  });

  it('holds arbitrary tags as coarse labels alone', () => {
    expect(labelCount(tags)).toBe(2);
    expect(labelsOf(tags)).toEqual({ coarse: ['maple', 'walnut'], fine: [] });
    expect(parentNumbers(tags)).toHaveLength(0);
  });
});

describe('model.json', () => {
  it('calls the tiers families and finishes', () => {
    expect(describeLabels(tree)).toEqual({
      families: ['sunburst', 'black', 'red'],
      finishes: [
        { slug: 'candy-apple', family: 'red' },
        { slug: 'black', family: 'black' },
        { slug: 'fiesta', family: 'red' },
      ],
    });
  });

  it.each([tree, tags])('gives back the tree that was written (%#)', (labels) => {
    expect(readLabels(describeLabels(labels))).toEqual(labels);
  });

  it('keeps temperatures and thresholds by tier, in an order that its checksum rests on', () => {
    const calibration = {
      temperatures: { coarse: 0.7, fine: 1.3 },
      thresholds: { coarse: { red: 0.5, black: null }, fine: { fiesta: 0.25 } },
    };
    const described = describeCalibration(calibration);
    expect(JSON.stringify(described)).toBe(
      '{"temperatures":{"family":0.7,"finish":1.3},"thresholds":{"family":{"red":0.5,"black":null},"finish":{"fiesta":0.25}}}',
    );
    expect(readCalibration({ calibration: described })).toEqual(calibration);
  });
});
