// Classifies photos in a process of its own, for tests that kill it: runs the compiled program (npm run build).
import { createRemoteClassifier } from '../../../dist/custom-vision/client/classifier.js';
import { createPool } from '../../../dist/database/pool.js';
import { createLog } from '../../../dist/log.js';

const { databaseUrl, model, config, photos } = JSON.parse(process.argv[2]);
const log = createLog('silent', false);
const pool = createPool(databaseUrl, { size: 2, log });
const classifier = await createRemoteClassifier(model, {
  config,
  openDatabase: async () => pool,
  log,
  keepAnswers: true,
});
await classifier.classify(photos.map((photo) => ({ data: Buffer.from(photo, 'base64') })));
await classifier.close();
await pool.end();
