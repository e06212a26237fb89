import { Option } from 'commander';
import { engineNames } from '../../config/worker.js';

/** `--engine`, for commands that run a model on this machine; `others` are further choices. */
export function engineOption(others: readonly string[] = []): Option {
  return new Option('--engine <name>', 'engine that computes (default: INFERENCE_ENGINE or onnx)').choices([
    ...engineNames,
    ...others,
  ]);
}
