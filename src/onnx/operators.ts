import type { Attribute, ElementType, Graph, Tensor } from './graph.js';

export type Operators = ReturnType<typeof createOperators>;

/**
 * The differentiable operators that heads are written with. Each works out the shape of its result and
 * records how a gradient flows back through it; shapes broadcast as in ONNX.
 */
export function createOperators(graph: Graph) {
  const { scalar, integers } = { scalar: graph.scalar.bind(graph), integers: graph.integers.bind(graph) };

  const reshape = (x: Tensor, shape: readonly number[]): Tensor =>
    graph.node('Reshape', [x, integers(shape)], shape, {}, x.type, (g) => [reshape(g, x.shape), undefined]);

  const transpose = (x: Tensor, order: readonly number[]): Tensor =>
    graph.node(
      'Transpose',
      [x],
      order.map((axis) => at(x.shape, axis)),
      { perm: order },
      x.type,
      (g) => [
        transpose(
          g,
          order.map((_, axis) => order.indexOf(axis)),
        ),
      ],
    );

  // Expand takes 1 for a batch of unknown size.
  const expand = (x: Tensor, shape: readonly number[]): Tensor =>
    sameShape(x.shape, shape)
      ? x
      : graph.node('Expand', [x, integers(shape.map((size) => Math.abs(size)))], shape, {}, x.type, (g) => [
          sumTo(g, x.shape),
          undefined,
        ]);

  const sum = (x: Tensor, axes: readonly number[], keep = true): Tensor => {
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const shape = keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
    return graph.node('ReduceSum', [x, integers(axes)], shape, { keepdims: keep ? 1 : 0 }, x.type, (g) => [
      expand(keep ? g : reshape(g, kept), x.shape),
      undefined,
    ]);
  };

  /** Undoes broadcasting: sums a gradient down to the shape of the value it belongs to. */
  const sumTo = (g: Tensor, shape: readonly number[]): Tensor => {
    if (sameShape(g.shape, shape)) return g;
    const padded = [...Array<number>(g.shape.length - shape.length).fill(1), ...shape];
    const axes = padded.flatMap((size, axis) => (size === 1 && g.shape[axis] !== 1 ? [axis] : []));
    const summed = axes.length > 0 ? sum(g, axes) : g;
    return sameShape(summed.shape, shape) ? summed : reshape(summed, shape);
  };

  type Pair = (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => [() => Tensor, () => Tensor];
  const binary = (operator: string, backward: Pair) => {
    return (a: Tensor, b: Tensor): Tensor => {
      const shape = broadcast(a.shape, b.shape);
      const y: Tensor = graph.node(operator, [a, b], shape, {}, a.type, (g) => {
        const [ga, gb] = backward(g, a, b, y);
        return [sumTo(ga(), a.shape), sumTo(gb(), b.shape)];
      });
      return y;
    };
  };
  const unary = (
    operator: string,
    backward: (g: Tensor, x: Tensor, y: Tensor) => Tensor,
    attributes: Record<string, Attribute> = {},
  ) => {
    return (x: Tensor): Tensor => {
      const y: Tensor = graph.node(operator, [x], x.shape, attributes, x.type, (g) => [backward(g, x, y)]);
      return y;
    };
  };

  const add = binary('Add', (g) => [() => g, () => g]);
  const sub = binary('Sub', (g) => [() => g, () => neg(g)]);
  const mul = binary('Mul', (g, a, b) => [() => mul(g, b), () => mul(g, a)]);
  const div = binary('Div', (g, _a, b, y) => [() => div(g, b), () => neg(div(mul(g, y), b))]);
  const neg = unary('Neg', (g) => neg(g));
  const sqrt = unary('Sqrt', (g, _x, y) => div(mul(g, scalar(0.5)), y));
  const exp = unary('Exp', (g, _x, y) => mul(g, y));
  const log = unary('Log', (g, x) => div(g, x));
  const tanh = unary('Tanh', (g, _x, y) => mul(g, sub(scalar(1), mul(y, y))));
  const sigmoid = unary('Sigmoid', (g, _x, y) => mul(g, mul(y, sub(scalar(1), y))));
  const relu = unary('Relu', (g, _x, y) => mul(g, greater(y, 0)));

  /** 1 where x is greater than the bound, otherwise 0. It has no gradient. */
  const greater = (x: Tensor, bound: number): Tensor =>
    cast(graph.node('Greater', [x, scalar(bound)], x.shape, {}, 'bool'), 'float');

  const cast = (x: Tensor, type: ElementType): Tensor => {
    const numbers = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
    return graph.node('Cast', [x], x.shape, { to: numbers[type] }, type);
  };

  const clip = (x: Tensor, least: number, most: number): Tensor =>
    graph.node('Clip', [x, scalar(least), scalar(most)], x.shape, {}, x.type, (g) => [
      mul(g, mul(greater(x, least), greater(neg(x), -most))),
      undefined,
      undefined,
    ]);

  /** Along the last axis. */
  const softmax = unary(
    'Softmax',
    (g, x, y) => {
      const weighted = mul(g, y);
      return sub(weighted, mul(y, sum(weighted, [x.shape.length - 1])));
    },
    { axis: -1 },
  );

  const swapLast = (x: Tensor): Tensor => {
    const order = x.shape.map((_, axis) => axis);
    const last = order.length - 1;
    order[last] = last - 1;
    order[last - 1] = last;
    return transpose(x, order);
  };

  /** Matrix product over the last two axes; b may be a plain matrix. */
  const matmul = (a: Tensor, b: Tensor): Tensor => {
    const shape = [...a.shape.slice(0, -1), at(b.shape, b.shape.length - 1)];
    return graph.node('MatMul', [a, b], shape, {}, a.type, (g) => {
      const ga = matmul(g, swapLast(b));
      if (b.shape.length > 2) return [ga, matmul(swapLast(a), g)];
      const rows = (x: Tensor) => reshape(x, [-1, at(x.shape, x.shape.length - 1)]);
      const product = matmul(transpose(rows(a), [1, 0]), rows(g));
      return [ga, { ...product, shape: b.shape }];
    });
  };

  const concat = (parts: readonly Tensor[], axis: number): Tensor => {
    const first = parts[0]!;
    const total = parts.reduce((size, part) => size + at(part.shape, axis), 0);
    const shape = first.shape.map((size, index) => (index === axis ? total : size));
    return graph.node('Concat', parts, shape, { axis }, first.type, (g) => {
      let from = 0;
      return parts.map((part) => {
        const to = from + at(part.shape, axis);
        const piece = slice(g, axis, from, to);
        from = to;
        return piece;
      });
    });
  };

  const slice = (x: Tensor, axis: number, from: number, to: number): Tensor => {
    const shape = x.shape.map((size, index) => (index === axis ? to - from : size));
    return graph.node(
      'Slice',
      [x, integers([from]), integers([to]), integers([axis])],
      shape,
      {},
      x.type,
      (g) => {
        const rest = (size: number) => x.shape.map((old, index) => (index === axis ? size : old));
        const zeros = (size: number) => expand(scalar(0), rest(size));
        const parts = [g];
        if (from > 0) parts.unshift(zeros(from));
        if (to < at(x.shape, axis)) parts.push(zeros(at(x.shape, axis) - to));
        return [parts.length > 1 ? concat(parts, axis) : g, undefined, undefined, undefined];
      },
    );
  };

  /** Adds `values` [rows, n] up in `bins` places by `index` [rows, n] (int64): a weighted histogram [rows, bins]. */
  const histogram = (values: Tensor, index: Tensor, zeros: Tensor): Tensor =>
    graph.node(
      'ScatterElements',
      [zeros, index, values],
      zeros.shape,
      { axis: 1, reduction: 'add' },
      'float',
      (g) => [
        undefined,
        undefined,
        graph.node('GatherElements', [g, index], values.shape, { axis: 1 }, 'float'),
      ],
    );

  return {
    graph,
    scalar,
    integers,
    reshape,
    transpose,
    expand,
    sum,
    add,
    sub,
    mul,
    div,
    neg,
    sqrt,
    exp,
    log,
    tanh,
    sigmoid,
    relu,
    greater,
    cast,
    clip,
    softmax,
    matmul,
    concat,
    slice,
    histogram,
  };
}

function at(shape: readonly number[], axis: number): number {
  const size = shape[axis];
  if (size === undefined) throw new Error(`no axis ${axis} in a tensor of shape [${shape}]`);
  return size;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) => {
    const left = a[a.length - rank + index] ?? 1;
    const right = b[b.length - rank + index] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw new Error(`[${a}] and [${b}] do not broadcast`);
    return left === 1 ? right : left;
  });
}
