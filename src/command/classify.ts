import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Classification, classifyPhoto } from '../classifier/classification.js';
import type { EngineName } from '../config/worker.js';
import { toHoneyburstError, UsageError } from '../errors.js';
import { findPhotoFiles } from '../learning/dataset/photo-files.js';
import { pathError } from '../path-error.js';
import { preparePhoto } from '../photo/decode.js';
import { createPhotoFetcher, type PhotoFetcher } from '../photo/fetch.js';
import { onRun } from './command.js';
import { allowContainerOption } from './option/allow-container.js';
import { engineOption } from './option/engine-option.js';
import { openModel } from './option/model-argument.js';
import { formatTable, percent } from './text/table.js';

type Outcome =
  | Classification
  | (Pick<Classification, 'image' | 'model'> & { error: { code: string; message: string } });

interface Options {
  model?: string;
  engine?: EngineName;
  allowContainer: string[];
  json?: boolean;
}

const sidebySide = 8;

export function addClassify(program: Command): void {
  const command = program
    .command('classify')
    .description('names the finish in photos; needs no database')
    .argument('<image...>', 'files, folders or http(s) URLs')
    .option('--model <name>', 'name of a model, or its folder (default: the live one)')
    .addOption(engineOption())
    .addOption(allowContainerOption())
    .option('--json', 'prints one JSON document');
  onRun<[string[]], Options>(command, async ({ app, report }, given, options) => {
    const images = (await Promise.all(given.map(expand))).flat();
    if (images.length === 0) throw new UsageError('These folders contain no images.');
    const { engine, allowContainer } = options;
    const model = await openModel(app, options.model);
    // Each thread loads the model, so a few photos are not worth many threads.
    const threads = Math.min(images.length, app.config.worker.inferenceThreads);
    const classifier = await app.openClassifier(model, { engine, threads, allowContainer });
    const fetcher = createPhotoFetcher(app.config.photo, { log: app.log });
    const classify = async (image: string): Promise<Outcome> => {
      try {
        const startedAt = performance.now();
        const bytes = await read(image, fetcher);
        const photo = await preparePhoto(bytes, classifier.input, app.config.photo);
        return await classifyPhoto(classifier, image, photo, startedAt);
      } catch (thrown) {
        const { code, message } = toHoneyburstError(thrown, 'decode');
        return { image, model: classifier.model, error: { code, message } };
      }
    };
    try {
      app.progress.start(`classifying ${images.length} photos`, images.length);
      const outcomes: Outcome[] = new Array(images.length);
      let next = 0;
      await Promise.all(
        Array.from({ length: sidebySide }, async () => {
          for (let index = next++; index < images.length; index = next++) {
            outcomes[index] = await classify(images[index]!);
            app.progress.advance();
          }
        }),
      );
      app.progress.finish();
      const codes = outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : undefined));
      // Nothing but wrong paths is wrong usage.
      if (codes.every((code) => code === 'file_unreadable')) process.exitCode = 2;
      else if (codes.some((code) => code !== undefined)) process.exitCode = 1;
      report(outcomes, () => toText(outcomes));
    } finally {
      await fetcher.close();
      await classifier.close();
    }
  });
}

async function expand(given: string): Promise<string[]> {
  if (/^https?:/i.test(given)) return [given];
  const info = await stat(given).catch(() => undefined);
  // A missing file gets its own entry with an error.
  if (!info?.isDirectory()) return [given];
  return (await findPhotoFiles(given)).files;
}

async function read(image: string, fetcher: PhotoFetcher): Promise<Buffer> {
  if (/^https?:/i.test(image)) return (await fetcher.fetch(image)).bytes;
  return readFile(image).catch((cause) => {
    throw pathError(cause, image);
  });
}

function toText(outcomes: readonly Outcome[]): string {
  return formatTable(
    ['image', 'family', '', 'finish', '', 'answer'],
    outcomes.map((outcome) =>
      'error' in outcome
        ? [outcome.image, '-', '', '-', '', `${outcome.error.code}: ${outcome.error.message}`]
        : [
            outcome.image,
            outcome.family.label,
            percent(outcome.family.confidence),
            outcome.finish.label,
            percent(outcome.finish.confidence),
            outcome.reason ? `${outcome.level}: ${outcome.reason}` : outcome.level,
          ],
    ),
  );
}
