import { expect, it } from 'vitest';
import { curvePoints, curvesSection } from '../../src/report/compare-curves.js';

const measurement = (photos: number, right: number, tested = 100) => ({
  photos,
  family: { right, tested },
  finish: { right: 0, tested: 0 },
  finishes: {},
});

it('averages the repeats of a size, and gives the interval of one test', () => {
  const points = curvePoints([measurement(300, 80), measurement(150, 60), measurement(150, 70)], 'family');
  expect(points.map(({ x, y }) => [x, y])).toEqual([
    [150, 0.65],
    [300, 0.8],
  ]);
  // Wilson score interval of 80 out of 100.
  expect(points[1]?.low).toBeCloseTo(0.7112, 4);
  expect(points[1]?.high).toBeCloseTo(0.8666, 4);
});

it('leaves out a tier that was not measured', async () => {
  const measurements = [measurement(150, 60), measurement(300, 80)];
  expect(curvePoints(measurements, 'finish')).toEqual([]);
  const sections = await curvesSection([
    { name: 'a', tier: 'family', measurements },
    { name: 'a', tier: 'finish', measurements },
  ]);
  expect(sections).toHaveLength(1);
  expect(sections[0]?.markup.match(/<svg /g)).toHaveLength(1);
  expect(await curvesSection([])).toEqual([]);
});
