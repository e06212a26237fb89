import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainingAPIModels } from '@azure/cognitiveservices-customvision-training';
import { HoneyburstError, UsageError } from '../../errors.js';
import type { Published } from './ask-published.js';
import { type ExportFormat, exportFormats, isOfFormat } from './export-format.js';
import { isRefusal, type TrainingService } from './training-service.js';

/**
 * Has the service export an iteration, unless it already did, and waits for it. Returns the signed address of the zip.
 * Throws a UsageError if the domain of the iteration cannot be exported.
 */
export async function exportIteration(
  { projectId, iterationId }: Pick<Published, 'projectId' | 'iterationId'>,
  format: ExportFormat,
  { service, pollMs }: { service: TrainingService; pollMs: number },
): Promise<string> {
  const target = `the export of iteration ${iterationId} of project ${projectId}`;
  const find = async () => {
    const all = await service.call(target, (client, options) =>
      client.getExports(projectId, iterationId, options),
    );
    return all.find((each) => isOfFormat(each, format));
  };
  const iteration = await service.call(target, (client, options) =>
    client.getIteration(projectId, iterationId, options),
  );
  if (iteration.exportable === false) {
    throw new UsageError(
      `Iteration ${iterationId} of project ${projectId} cannot be exported: only models of compact domains can. Train one with --domain "General (compact)".`,
      { code: 'custom_vision_not_exportable' },
    );
  }
  let found = await find();
  if (!found || found.status === 'Failed') {
    await start();
    found = await find();
  }
  while (found?.status !== 'Done') {
    if (!found || found.status === 'Failed') throw failed(`${target} as ${format} failed`);
    await sleep(pollMs, undefined, { signal: service.signal }).catch(() => {});
    found = await find();
  }
  if (!found.downloadUri) throw failed(`${target} has no address`);
  return found.downloadUri;

  async function start() {
    const { platform, flavor } = exportFormats[format];
    // The type of the SDK lacks some flavors of the service.
    const kind = { flavor: flavor as TrainingAPIModels.Flavor };
    await service
      .call(target, (client, options) =>
        client.exportIteration(projectId, iterationId, platform, { ...options, ...(flavor ? kind : {}) }),
      )
      .catch((error) => {
        if (!isRefusal(error, 'BadRequestExportAlreadyInProgress')) throw error;
      });
  }
}

function failed(what: string): HoneyburstError {
  return new HoneyburstError(`At Custom Vision ${what}: try again, or another --platform.`, {
    code: 'custom_vision_export_failed',
    stage: 'model',
  });
}
