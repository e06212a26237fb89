/** The version of the operator set that our graphs are written in: https://onnx.ai/onnx/operators. */
export const opset = 17;

/**
 * The first and the last operator set in which an operator means the same at inference as in ours; no last one: up to
 * the newest. Changes that only admit more types, or add an attribute whose default keeps the old meaning, do not
 * count: https://github.com/onnx/onnx/blob/main/docs/Changelog.md.
 */
const sameMeaning: Record<string, readonly [first: number, last?: number]> = {
  Abs: [6],
  Add: [7],
  AveragePool: [7],
  BatchNormalization: [9],
  Cast: [9],
  Ceil: [6],
  Clip: [11],
  Concat: [4],
  Constant: [1],
  Conv: [1],
  ConvTranspose: [1],
  Div: [7],
  Dropout: [12],
  Elu: [6],
  Erf: [9],
  Exp: [6],
  Expand: [8],
  Flatten: [1],
  Floor: [6],
  Gather: [1],
  Gemm: [7],
  GlobalAveragePool: [1],
  GlobalMaxPool: [1],
  Greater: [9],
  HardSigmoid: [6],
  HardSwish: [14],
  Identity: [1],
  InstanceNormalization: [6],
  LRN: [1],
  LeakyRelu: [6],
  Less: [9],
  Log: [6],
  MatMul: [1],
  Max: [8],
  MaxPool: [8],
  Min: [8],
  Mul: [7],
  Neg: [6],
  PRelu: [7],
  Pad: [11],
  Pow: [7],
  ReduceMax: [1, 17],
  ReduceMean: [1, 17],
  ReduceSum: [13],
  Relu: [6],
  Reshape: [5],
  Resize: [11],
  Shape: [1],
  Sigmoid: [6],
  Slice: [10],
  Softplus: [1],
  Sqrt: [6],
  Squeeze: [13],
  Sub: [7],
  Sum: [8],
  Tanh: [6],
  Transpose: [1],
  Unsqueeze: [13],
  Where: [9],
};

/** Whether our graphs can hold a node of that operator set as it is. */
export function meansTheSame(operator: string, version: number): boolean {
  if (version === opset) return true;
  const [first = Number.POSITIVE_INFINITY, last = Number.POSITIVE_INFINITY] = sameMeaning[operator] ?? [];
  return version >= first && version <= last;
}
