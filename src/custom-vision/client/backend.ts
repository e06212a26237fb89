import type { Backend } from '../../classifier/backend.js';
import { sha256 } from '../../classifier/model-folder.js';
import { type RemoteDescription, remoteDescription } from './description.js';
import { type ExportFormat, exportFormatNames, labelFile } from './export-format.js';
import { costOf, countMonth } from './usage.js';

/** Models that Custom Vision computes, or another server that speaks its protocol. Its SDK takes a third of a second to load. */
export const customVisionBackend: Backend<RemoteDescription> = {
  engine: 'custom-vision',
  describe: remoteDescription,
  files: [],
  runsHere: false,
  setup: {
    of: 'computed by Custom Vision',
    steps: [
      'an Azure account with a subscription, or a server that speaks the protocol',
      'make a training resource',
      'make a prediction resource',
      'set CUSTOM_VISION_ENDPOINT',
      'set CUSTOM_VISION_TRAINING_KEY',
      'set CUSTOM_VISION_PREDICTION_ENDPOINT',
      'set CUSTOM_VISION_PREDICTION_KEY',
      'set CUSTOM_VISION_PREDICTION_RESOURCE_ID',
      'npm install',
      'honeyburst train DATASET --name NAME --engine custom-vision',
      'honeyburst classify PHOTO --model NAME',
    ],
  },
  photoAddresses: ({ customVision: { root, within } }) =>
    [root, ...Object.values(within)].flatMap(({ at }) => ('container' in at ? [at.container] : [])),
  checksum: ({ customVision, hierarchy, families, finishes, calibration }) =>
    sha256(JSON.stringify([customVision, hierarchy, families, finishes, calibration])),
  backbone: () => 'custom-vision',
  async open(model, { config, log, openDatabase, keepAnswers, onAttempt }) {
    const { createRemoteClassifier } = await import('./classifier.js');
    return createRemoteClassifier(model, {
      config: config.customVision,
      log,
      openDatabase,
      keepAnswers,
      onAttempt,
    });
  },
  exporter: {
    formats: exportFormatNames,
    async run(model, folder, format, { config, log, openDatabase, progress, signal }) {
      const [{ openTrainingService }, { exportRemote }] = await Promise.all([
        import('./training-service.js'),
        import('./export-remote.js'),
      ]);
      const db = await openDatabase();
      const service = openTrainingService({ config: config.customVision, db, signal, log });
      try {
        const dependencies = { service, progress, log };
        const files = await exportRemote(model, folder, format as ExportFormat, dependencies);
        return { files, labels: files.includes(labelFile) ? labelFile : undefined };
      } finally {
        service.close();
      }
    },
  },
  examine({ config: { customVision }, log, openDatabase }) {
    const { predictionEndpoint, predictionKey, monthlyCap, price, callsPerSecond } = customVision;
    if (predictionEndpoint === undefined && predictionKey === undefined) return undefined;
    return (async () => {
      const { checkPrediction } = await import('./check-prediction.js');
      const resource = await checkPrediction(customVision, log);
      const calls = await countMonth(await openDatabase(), resource);
      const cap = monthlyCap === undefined ? 'no cap' : `cap ${monthlyCap}`;
      return `${resource} takes the key; ${calls} predictions this month (UTC) cost ${costOf(calls, price).toFixed(2)}, ${cap}; ${callsPerSecond} calls a second`;
    })();
  },
};
