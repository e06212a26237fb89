import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Graph } from '../../onnx/graph.js';
import { createOperators } from '../../onnx/operators.js';
import { createRandom } from '../../random.js';

/** Directions beyond those asked for, and rounds: the last components sought then point right within a few per cent. */
const oversampling = 32;
const rounds = 12;

/**
 * The leading principal components of `rows` x `width` centred values: `components` [width, count] and the
 * variance along each, falling. By subspace iteration with a Rayleigh-Ritz step (Halko, Martinsson and Tropp,
 * https://arxiv.org/abs/0909.4061): a tap may be thousands of channels wide, of which few are kept, and a full
 * decomposition in JavaScript takes minutes. Directions beyond `width` are zero.
 */
export async function principalComponents(
  values: Float32Array,
  rows: number,
  width: number,
  count: number,
): Promise<{ variances: Float64Array; components: Float32Array }> {
  const covariance = await computeCovariance(values, rows, width);
  const sought = Math.min(width, count + oversampling);
  const random = createRandom('principal components');
  let basis = orthonormal(
    Matrix.from1DArray(
      width,
      sought,
      Float64Array.from({ length: width * sought }, () => random.normal()),
    ),
  );
  const multiply = await createMultiplier(covariance, width, sought);
  for (let round = 0; round < rounds; round++) basis = orthonormal(await multiply(basis));

  const small = basis.transpose().mmul(await multiply(basis));
  const { realEigenvalues, eigenvectorMatrix } = symmetric(small);
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => at(realEigenvalues, b) - at(realEigenvalues, a));
  const leading = order.slice(0, count);
  const vectors = basis.mmul(eigenvectorMatrix.subMatrixColumn(leading));
  const components = new Float32Array(width * count);
  for (let i = 0; i < width; i++)
    for (const [j] of leading.entries()) components[i * count + j] = vectors.get(i, j);
  const variances = new Float64Array(count);
  for (const [j, index] of leading.entries()) variances[j] = Math.max(0, at(realEigenvalues, index));
  return { variances, components };
}

/** The same span with orthonormal columns, by way of the Gram matrix: B (B'B)^(-1/2). */
function orthonormal(basis: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = symmetric(basis.transpose().mmul(basis));
  const largest = Math.max(...realEigenvalues);
  const scale = realEigenvalues.map((value) => (value > largest * 1e-14 ? 1 / Math.sqrt(value) : 0));
  return basis.mmul(eigenvectorMatrix).mulRowVector(scale);
}

function symmetric(matrix: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
}

async function computeCovariance(values: Float32Array, rows: number, width: number): Promise<Float32Array> {
  const graph = new Graph();
  const ops = createOperators(graph);
  const x = graph.input('x', 'float', [rows, width]);
  graph.output('covariance', ops.mul(ops.matmul(ops.transpose(x, [1, 0]), x), ops.scalar(1 / rows)));
  const session = await InferenceSession.create(graph.toBytes());
  const result = await session.run({ x: new Tensor('float32', values, [rows, width]) });
  await session.release();
  return result.covariance?.data as Float32Array;
}

/** Multiplies [width, columns] by a fixed matrix [width, width]. */
async function createMultiplier(matrix: Float32Array, width: number, columns: number) {
  const graph = new Graph();
  const ops = createOperators(graph);
  const x = graph.input('x', 'float', [width, columns]);
  graph.output('y', ops.matmul(graph.initializer('matrix', matrix, [width, width]), x));
  const session = await InferenceSession.create(graph.toBytes());
  return async (x: Matrix): Promise<Matrix> => {
    const tensor = new Tensor('float32', Float32Array.from(x.to1DArray()), [width, columns]);
    const { y } = await session.run({ x: tensor });
    return Matrix.from1DArray(width, columns, y?.data as Float32Array);
  };
}

function at(values: readonly number[], index: number): number {
  return values[index]!;
}
