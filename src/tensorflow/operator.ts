import type { ReadNode } from '../onnx/read.js';
import type { Value } from './value.js';

/** Computes one node. The result is a new tensor even if it equals an input. Omitted inputs are undefined. */
export type Kernel = (...inputs: Value[]) => Value;

/** Makes a node ready to run: reads once what the model fixes. Throws on what it does not support. */
export type Operator = (node: OperatorNode) => Kernel;

/** What an operator can know of its node before it runs. */
export interface OperatorNode {
  number(attribute: string, otherwise: number): number;
  text(attribute: string, otherwise: string): string;
  numbers(attribute: string): readonly number[] | undefined;
  /** The numbers of an input; undefined if it is omitted. Throws if they are not fixed in the model. */
  constant(input: number): readonly number[] | undefined;
  /** An error for something that the operator does not support. */
  unsupported(what: string): Error;
}

/** `constants` are the values that are known so far. */
export function describeNode(node: ReadNode, constants: ReadonlyMap<string, Value>): OperatorNode {
  const unsupported = (what: string) =>
    new Error(`${node.operator} (${node.name}) with ${what} is not supported`);
  return {
    number(name, otherwise) {
      const value = node.attributes.get(name);
      return typeof value === 'number' ? value : otherwise;
    },
    text(name, otherwise) {
      const value = node.attributes.get(name);
      return typeof value === 'string' ? value : otherwise;
    },
    numbers(name) {
      const value = node.attributes.get(name);
      return typeof value === 'object' ? value : undefined;
    },
    constant(input) {
      const name = node.inputs[input];
      if (!name) return undefined;
      const value = constants.get(name);
      if (!value) throw unsupported(`an input ${input} that is computed`);
      return Array.from(value.tensor.dataSync());
    },
    unsupported,
  };
}
