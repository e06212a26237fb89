import { Option } from 'commander';
import { engineNames } from '../../config/worker.js';

/** `--engine`, for commands that compute a model here, or by `others`. */
export function engineOption(others: readonly string[] = []): Option {
  return new Option('--engine <name>', 'what computes (default: INFERENCE_ENGINE or onnx)').choices([
    ...engineNames,
    ...others,
  ]);
}
