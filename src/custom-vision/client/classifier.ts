import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { indexOfHighest } from '../../classifier/answer.js';
import type { Classifier, PhotoScores } from '../../classifier/classifier.js';
import { childNumbers, type LabelTree } from '../../classifier/label-tree.js';
import { readCalibration, readLabels } from '../../classifier/model-labels.js';
import { scoresOf } from '../../classifier/scores.js';
import type { CustomVisionConfig } from '../../config/custom-vision.js';
import type { Queryable } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { checkTags, type Probabilities } from './answer.js';
import { askContainer } from './ask-container.js';
import { askPublished } from './ask-published.js';
import { openPrediction } from './connection.js';
import type { RemoteDescription, RemoteModel, RemoteNetwork } from './description.js';
import { type NetworkAnswer, noGuitarShare, toLogits } from './logits.js';
import { createPace } from './pace.js';
import { costOf } from './usage.js';

export interface RemoteDependencies {
  config: CustomVisionConfig;
  /** Called only if the model calls a published iteration, whose pace and cost are kept there. */
  openDatabase: () => Promise<Queryable>;
  log: Log;
  /** Whether to keep answers and use them again, so that nothing is paid for twice. Never when measuring latency. */
  keepAnswers?: boolean | undefined;
  /** Called for each attempt to call a published iteration, with `answered` or the code of its failure. */
  onAttempt?: ((result: string) => void) | undefined;
}

/** The service takes 4 MB. */
const maxBytes = 4_000_000;
/** Limits the photos asked about at the same time to those under way if an answer takes two seconds. */
const secondsUnderWay = 2;

/**
 * A model that Custom Vision computes, or containers exported from it. Each photo costs one call for the families and, in
 * a hard hierarchy, one more if the best family has several finishes. In a flat model it costs one call. Throws a
 * UsageError that names a missing setting.
 */
export async function createRemoteClassifier(
  { description }: Pick<RemoteModel, 'description'>,
  { config, openDatabase, log, keepAnswers = false, onAttempt }: RemoteDependencies,
): Promise<Classifier> {
  const { name, customVision, hierarchy } = description;
  const labels = readLabels(description);
  const { temperatures, thresholds } = readCalibration(description);
  const { root, within } = customVision;
  checkNetworks(description, labels);
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

  async function ask(network: RemoteNetwork, photo: Uint8Array): Promise<NetworkAnswer> {
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

  const toScores = (answers: readonly NetworkAnswer[]) =>
    scoresOf(toLogits(answers, labels, hierarchy), labels, temperatures, hierarchy);

  async function score(photo: Uint8Array): Promise<PhotoScores> {
    const answers = [await ask(root, photo)];
    const best = labels.coarse[indexOfHighest(toScores(answers).coarse)]!;
    const asked = hierarchy === 'hard' ? [best] : labels.coarse;
    const networks = asked.flatMap((label) => within[label] ?? []);
    answers.push(...(await Promise.all(networks.map((network) => ask(network, photo)))));
    const scores = toScores(answers);
    // The body share of our own heads, less the probability of the tags for photos without a guitar.
    const clear = Math.min(1, 2 * Math.max(...scores.coarse));
    return { ...scores, bodyShare: clear * (1 - noGuitarShare(root, answers[0]!.probabilities)) };
  }

  const bounded = pLimit(Math.max(8, Math.ceil(secondsUnderWay * callsPerSecond)));
  return {
    model: name,
    input: { kind: 'jpeg', maxBytes },
    labels,
    thresholds,
    classify: (photos) => Promise.all(photos.map(({ data }) => bounded(() => score(data)))),
    spent: () => ({ calls: paidCalls, cost: costOf(paidCalls, price) }),
    async close() {
      closing.abort();
      service?.connection.close();
    },
  };
}

/** Throws a HoneyburstError if no network tells the fine labels below a coarse one apart. */
function checkNetworks({ name, hierarchy, customVision }: RemoteDescription, labels: LabelTree): void {
  if (hierarchy === 'flat') return;
  for (const family of labels.coarse) {
    const finishes = childNumbers(labels, family);
    if (finishes.length < 2 || customVision.within[family]) continue;
    throw new HoneyburstError(
      `The model ${name} has no network for the ${finishes.length} finishes of ${family}: train or import it again.`,
      { code: 'model_incomplete', stage: 'model', halts: true },
    );
  }
}
