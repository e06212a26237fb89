/** The platform and flavor by which the service knows each format of an export. */
export const exportFormats = {
  onnx: { platform: 'ONNX', flavor: undefined },
  'tensorflow-js': { platform: 'TensorFlow', flavor: 'TensorFlowJs' },
  tensorflow: { platform: 'TensorFlow', flavor: undefined },
  'tensorflow-saved-model': { platform: 'TensorFlow', flavor: 'TensorFlowSavedModel' },
  'tensorflow-lite': { platform: 'TensorFlow', flavor: 'TensorFlowLite' },
  coreml: { platform: 'CoreML', flavor: undefined },
  'docker-linux': { platform: 'DockerFile', flavor: 'Linux' },
  'docker-windows': { platform: 'DockerFile', flavor: 'Windows' },
  'docker-arm': { platform: 'DockerFile', flavor: 'ARM' },
  openvino: { platform: 'OpenVino', flavor: undefined },
} as const;
export type ExportFormat = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as ExportFormat[];

/** The file beside exports that says what their tags mean, for `models import --labels`. */
export const labelFile = 'labels.csv';

interface Kind {
  platform?: string | null | undefined;
  flavor?: string | null | undefined;
}

/** Whether an export has that format. The service writes names in any case, and the default flavor in two ways. */
export function isOfFormat({ platform, flavor }: Kind, format: ExportFormat): boolean {
  const wanted = exportFormats[format];
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const given = flavor && !same(flavor, 'TensorFlowNormal') ? flavor : '';
  return same(platform ?? '', wanted.platform) && same(given, wanted.flavor ?? '');
}
