import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { photoSize } from '../../backbone/look.js';
import { readPackagedLicence } from '../../backbone/registry-package.js';
import { buildTagNetwork } from './tag-network.js';
import type { TagsType } from './tagged-image.js';

export interface ExportedTags {
  head: Uint8Array;
  /** Names of the tags, in the order of the head's outputs. */
  labels: readonly string[];
  type: TagsType;
  iterationId: string;
  /** Name of the project's domain. */
  domain: string;
  exportedAt: Date;
}

/**
 * The metadata of an export in Custom Vision's words. Unlike in the service's own exports, the network and
 * metadata_properties.json say the same: values are 0 to 255.
 */
function describe({ type, domain }: ExportedTags): Record<string, string> {
  return {
    'CustomVision.Metadata.AdditionalModelInfo': '',
    'CustomVision.Metadata.Version': '1.2',
    'CustomVision.Postprocess.Method':
      type === 'Multilabel' ? 'ClassificationMultiLabel' : 'ClassificationMultiClass',
    'CustomVision.Postprocess.Yolo.Biases': '[]',
    'CustomVision.Postprocess.Yolo.NmsThreshold': '0.0',
    'CustomVision.Preprocess.CropHeight': '0',
    'CustomVision.Preprocess.CropMethod': 'NoCrop',
    'CustomVision.Preprocess.CropWidth': '0',
    'CustomVision.Preprocess.MaxDimension': '0',
    'CustomVision.Preprocess.MaxScale': '0.0',
    'CustomVision.Preprocess.MinDimension': '0',
    'CustomVision.Preprocess.MinScale': '0.0',
    'CustomVision.Preprocess.NormalizeMean': '[0.0, 0.0, 0.0]',
    'CustomVision.Preprocess.NormalizeStd': '[1.0, 1.0, 1.0]',
    'CustomVision.Preprocess.ResizeMethod': 'Stretch',
    'CustomVision.Preprocess.TargetHeight': `${photoSize}`,
    'CustomVision.Preprocess.TargetWidth': `${photoSize}`,
    'Honeyburst.Domain': domain,
    'Honeyburst.Padding':
      'Values below 0 are padding. The server does not stretch: it fits the upright photo into the square, keeping its ' +
      'proportions, centred, and pads with -1. A client that does the same gets the same probabilities.',
    'Image.BitmapPixelFormat': 'Rgb8',
    'Image.ColorSpaceGamma': 'SRGB',
    'Image.NominalPixelRange': 'NominalRange_0_255',
  };
}

/**
 * A zip of model.onnx, labels.txt, cvexport.manifest, metadata_properties.json and LICENSE, laid out like the service's
 * own exports, line ends included, because clients read them.
 */
export async function exportOnnx(exported: ExportedTags): Promise<Buffer> {
  const metadata = describe(exported);
  const model = buildTagNetwork(exported.head, metadata);
  const manifest = {
    DomainType: 'Classification',
    Platform: 'ONNX',
    Flavor: null,
    ExporterVersion: '2.0',
    // The service states ten-millionths of a second.
    ExportedDate: exported.exportedAt.toISOString().replace('Z', '0000Z'),
    IterationId: exported.iterationId,
    ModelFileName: 'model.onnx',
    LabelFileName: 'labels.txt',
    MetadataPropsFileName: 'metadata_properties.json',
    ModelFileSHA1: createHash('sha1').update(model).digest('hex'),
    SchemaVersion: '1.0',
  };
  const licence = await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8');
  const files: Record<string, Uint8Array | string> = {
    'model.onnx': model,
    // Each tag takes one line, even if its name has line ends.
    'labels.txt': exported.labels.map((label) => label.replace(/[\r\n]+/g, ' ')).join('\n'),
    'cvexport.manifest': JSON.stringify(manifest, null, 2).replaceAll('\n', '\r\n'),
    'metadata_properties.json': JSON.stringify(metadata, null, 4),
    LICENSE: `${licence}\nThe network's lower layers come from nsfwjs:\n\n${readPackagedLicence()}`,
  };
  const zip = new ZipFile();
  const options = { mtime: exported.exportedAt, mode: 0o100644 };
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, options);
  zip.end();
  return buffer(zip.outputStream);
}
