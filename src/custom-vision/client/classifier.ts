import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { indexOfHighest } from '../../classifier/answer.js';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import type { RemoteDescription, RemoteModel, RemoteNetwork } from '../../classifier/model-folder.js';
import { scoresOf } from '../../classifier/scores.js';
import type { CustomVisionConfig } from '../../config/custom-vision.js';
import type { Queryable } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { checkTags, type Probabilities } from './answer.js';
import { openPrediction } from './connection.js';
import { askContainer } from './container.js';
import { headLabels, noGuitarShare, toLogits } from './logits.js';
import { costOf, createPace } from './pace.js';
import { askPublished } from './published.js';

export interface RemoteDependencies {
  config: CustomVisionConfig;
  /** Asked for only where a published iteration is called: its pace and cost are kept there. */
  openDatabase: () => Promise<Queryable>;
  log: Log;
  /**
   * Whether answers are kept and used again, so that nothing is paid twice. For workers; never where latencies are
   * measured.
   */
  keepAnswers?: boolean | undefined;
  /** Is told of each attempt of a call to a published iteration: `answered`, or the code of its failure. */
  onAttempt?: ((result: string) => void) | undefined;
}

/** The service takes 4 MB. */
const maxBytes = 4_000_000;
/** Photos asked about at the same time: as many as can be under way when an answer takes two seconds. */
const secondsUnderWay = 2;

/**
 * A model that Custom Vision computes, or containers exported from it. Each photo costs a call for the families and, in
 * a hard hierarchy, one more for the finishes of the best family, where it has several; in a flat model one call.
 * Throws a UsageError that names a setting that is missing.
 */
export async function createRemoteClassifier(
  model: RemoteModel,
  { config, openDatabase, log, keepAnswers = false, onAttempt }: RemoteDependencies,
): Promise<Classifier> {
  const { description } = model;
  const { name, families, finishes, calibration, customVision, hierarchy } = description;
  const { root, within } = customVision;
  checkNetworks(description);
  const closing = new AbortController();
  // Every call under way listens, and there may be many.
  setMaxListeners(0, closing.signal);
  const { retryMs, store, price, monthlyCap, callsPerSecond } = config;
  const call = { retryMs, signal: closing.signal, log };

  const service = [root, ...Object.values(within)].some(({ at }) => 'projectId' in at)
    ? await openService()
    : undefined;
  let paidCalls = 0;

  async function openService() {
    const connection = openPrediction(config);
    const db = await openDatabase();
    const { resource } = connection;
    const pace = createPace(db, { resource, callsPerSecond, cost: { price, monthlyCap } });
    return { ...call, onAttempt, connection, pace, store, answers: keepAnswers ? db : undefined };
  }

  async function ask(network: RemoteNetwork, photo: Uint8Array) {
    let probabilities: Probabilities;
    if ('container' in network.at) probabilities = await askContainer(network.at.container, photo, call);
    else {
      const answer = await askPublished(network.at, photo, service!);
      if (answer.paid) paidCalls++;
      probabilities = answer.probabilities;
    }
    checkTags(probabilities, network, name);
    return { network, probabilities };
  }

  const labels = headLabels(description);
  const toScores = (logits: Float32Array) => scoresOf(logits, labels, calibration.temperatures, hierarchy);

  async function score(photo: Uint8Array): Promise<PhotoScores> {
    const answers = [await ask(root, photo)];
    const best = families[indexOfHighest(toScores(toLogits(description, answers)).families)]!;
    const asked = hierarchy === 'hard' ? [best] : families;
    const networks = asked.flatMap((family) => within[family] ?? []);
    answers.push(...(await Promise.all(networks.map((network) => ask(network, photo)))));
    const scores = toScores(toLogits(description, answers));
    // As sure of a body as our own heads are, less what a tag for photos without a guitar takes away.
    const clear = Math.min(1, 2 * Math.max(...scores.families));
    return { ...scores, bodyShare: clear * (1 - noGuitarShare(root, answers[0]!.probabilities)) };
  }

  const bounded = pLimit(Math.max(8, Math.ceil(secondsUnderWay * callsPerSecond)));
  return {
    model: name,
    input: { kind: 'jpeg', maxBytes },
    families,
    finishes,
    thresholds: calibration.thresholds,
    classify: (photos) => Promise.all(photos.map(({ data }) => bounded(() => score(data)))),
    spent: () => ({ calls: paidCalls, cost: costOf(paidCalls, price) }),
    async close() {
      closing.abort();
      service?.connection.close();
    },
  };
}

/** Whether each finish can be told from the others of its family. */
function checkNetworks({ name, hierarchy, families, finishes, customVision }: RemoteDescription): void {
  if (hierarchy === 'flat') return;
  for (const family of families) {
    const siblings = finishes.filter((finish) => finish.family === family);
    if (siblings.length < 2 || customVision.within[family]) continue;
    throw new HoneyburstError(
      `The model ${name} has no network for the ${siblings.length} finishes of ${family}: train or import it again.`,
      { code: 'model_incomplete', stage: 'model', halts: true },
    );
  }
}
