/** The path below which the server offers its files. */
export const filesPath = '/customvision/files';

/** The path of a photo of a project (container i-) or of a stored prediction (p-), as it was sent or as a thumbnail. */
export function photoPath(container: 'i' | 'p', projectId: string, size: 'i' | 't', id: string): string {
  return `${filesPath}/${container}-${bare(projectId)}/${size}-${bare(id)}`;
}

/** The path of an export of an iteration: `<id>.ONNX.zip`, or with a flavor `<id>.ONNX.OnnxFloat16.zip`. */
export function exportPath(
  projectId: string,
  iterationId: string,
  platform: string,
  flavor: string | null,
): string {
  const name = [bare(iterationId), platform, flavor, 'zip'].filter(Boolean).join('.');
  return `${filesPath}/m-${bare(projectId)}/${name}`;
}

function bare(guid: string): string {
  return guid.replaceAll('-', '').toLowerCase();
}
