import { mkdir } from 'node:fs/promises';
import { pathError } from '../../path-error.js';

/** Makes the folder of a report before the work, which would be lost if it could not be made. */
export async function makeReportFolder(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true }).catch((error) => {
    // The file that stands there already.
    throw pathError(
      error.code === 'EEXIST' ? Object.assign(error, { code: 'ENOTDIR' }) : error,
      `--report ${folder}`,
    );
  });
}
