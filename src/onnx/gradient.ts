import type { Tensor } from './graph.js';
import type { Operators } from './operators.js';

/**
 * Reverse-mode differentiation: appends to the graph the nodes that compute the gradients of a scalar
 * `loss` with respect to `wrt`, in that order. Throws if `loss` does not depend on one of them.
 */
export function gradients(ops: Operators, loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const byName = new Map<string, Tensor>([[loss.name, ops.expand(ops.scalar(1), loss.shape)]]);
  // The reverse pass records nodes too, so walk only those that were there before it.
  for (const entry of ops.graph.tape.slice().reverse()) {
    const gradient = byName.get(entry.output.name);
    if (!gradient || !entry.backward) continue;
    entry.backward(gradient).forEach((partial, index) => {
      const input = entry.inputs[index];
      if (!partial || !input) return;
      const others = byName.get(input.name);
      byName.set(input.name, others ? ops.add(others, partial) : partial);
    });
  }
  return wrt.map((tensor) => {
    const gradient = byName.get(tensor.name);
    if (!gradient) throw new Error(`${loss.name} does not depend on ${tensor.name}`);
    return gradient;
  });
}
