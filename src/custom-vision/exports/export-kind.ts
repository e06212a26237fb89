import { exportError } from './export-error.js';
import type { ExportFiles } from './export-files.js';
import { missingFiles, readManifest } from './manifest.js';

export type ExportKind = 'custom-vision-tfjs' | 'custom-vision-onnx' | 'teachable-machine';

const remedy = 'Export the model again as TensorFlow > TensorFlow.js, or as ONNX.';

/** Kinds of exports that cannot be read, by a file that identifies them. */
const others: readonly (readonly [file: RegExp, what: string])[] = [
  [/^Dockerfile$/i, 'it is a Docker export: serve it as a container, or export the model in another form'],
  [/\.mlmodel$/i, 'it is a CoreML export'],
  [/\.tflite$/i, 'it is a TensorFlow Lite export'],
  [/(^|\/)saved_model\.pb$/i, 'it is a TensorFlow SavedModel'],
  [/\.pb$/i, 'it is a frozen TensorFlow graph'],
  [/\.(h5|keras)$/i, 'it is a Keras file'],
  [/\.xml$/i, 'it is an OpenVINO export'],
];

/** Recognises the kind of an export. For any other kind, throws a HoneyburstError that says what to export instead. */
export function recogniseExport(given: ExportFiles): ExportKind {
  const { place, files } = given;
  const manifest = readManifest(given);
  const { DomainType: domain } = manifest;
  if (domain && domain !== 'Classification') {
    throw exportError(
      place,
      `it is a network for ${domain}, which says where things are, not what finish they have. Export an iteration of a classification project.`,
    );
  }
  if (files.has('model.json') && files.has('metadata.json')) return 'teachable-machine';
  if (files.has('labels.txt')) {
    if (files.has('model.json')) return 'custom-vision-tfjs';
    if (onnxFile(given)) return 'custom-vision-onnx';
  }
  const names = [...files.keys()];
  const [, what] = others.find(([file]) => names.some((name) => file.test(name))) ?? [];
  if (what) throw exportError(place, `${what}. ${remedy}`);
  const missing = missingFiles(given, manifest);
  if (missing.length > 0) {
    throw exportError(
      place,
      `it lacks ${missing.join(' and ')}, which its cvexport.manifest names: download the export again and import the whole of it.`,
    );
  }
  const found = names.slice(0, 10).join(', ') || 'nothing';
  throw exportError(
    place,
    `it is not a known export: it must hold a network (model.json or model.onnx) and its labels (labels.txt, or metadata.json of Teachable Machine), but it holds ${found}. ${remedy}`,
  );
}

/** The name of the ONNX file of an export, if it has one. */
export function onnxFile({ files }: ExportFiles): string | undefined {
  return [...files.keys()].find((name) => /^[^/]+\.onnx$/i.test(name));
}
