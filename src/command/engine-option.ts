import { Option } from 'commander';
import { engineNames } from '../config.js';

/** `--engine`, for commands that compute a model. */
export function engineOption(): Option {
  return new Option('--engine <name>', 'what computes (default: INFERENCE_ENGINE or onnx)').choices(
    engineNames,
  );
}
