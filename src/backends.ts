import type { Backend } from './classifier/backend.js';
import { onnxBackend } from './classifier/onnx-backend.js';
import { customVisionBackend } from './custom-vision/client/backend.js';

/** Everything that can compute a model. A new backend is one file that exports a Backend, and one line here. */
export const backends: readonly Backend[] = [onnxBackend, customVisionBackend];
