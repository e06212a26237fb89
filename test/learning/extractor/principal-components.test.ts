import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../../src/learning/extractor/principal-components.js';
import { createRandom } from '../../../src/random.js';

describe('principal components', () => {
  it('are those of the full decomposition', async () => {
    const [rows, width, count] = [600, 120, 20];
    const random = createRandom('components');
    const mixing = Matrix.from1DArray(
      width,
      width,
      Float64Array.from({ length: width * width }, () => random.normal()),
    );
    const values = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      // Variances that fall slowly, as those of a network's channels do.
      const source = Matrix.from1DArray(
        1,
        width,
        Array.from({ length: width }, (_, i) => random.normal() / (1 + i) ** 0.5),
      );
      values.set(source.mmul(mixing).to1DArray(), row * width);
    }
    const { variances, components } = await principalComponents(values, rows, width, count);

    const data = Matrix.from1DArray(rows, width, values);
    const covariance = data.transpose().mmul(data).div(rows);
    const full = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
    const order = full.realEigenvalues
      .map((_, i) => i)
      .sort((a, b) => full.realEigenvalues[b]! - full.realEigenvalues[a]!);
    for (let j = 0; j < count; j++) {
      const exact = full.realEigenvalues[order[j]!]!;
      expect(Math.abs((variances[j] as number) / exact - 1)).toBeLessThan(0.01);
      let cosine = 0;
      for (let i = 0; i < width; i++)
        cosine += (components[i * count + j] as number) * full.eigenvectorMatrix.get(i, order[j]!);
      expect(Math.abs(cosine)).toBeGreaterThan(0.95);
    }
  });

  it('beyond the width are zero', async () => {
    const values = Float32Array.of(1, 0, -1, 0, 0, 2, 0, -2);
    const { variances, components } = await principalComponents(values, 4, 2, 3);
    expect([...variances].map((value) => Math.round(value * 100) / 100)).toEqual([2, 0.5, 0]);
    expect([...components].map(Math.abs).map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
      0, 1, 0, 1, 0, 0,
    ]);
  });
});
