import { UsageError } from '../errors.js';
import type { ServiceTrainer } from './service-trainer.js';
import { customVisionTrainer } from './train-custom-vision.js';

/** The services that train models. A new one is one file and one line here. */
export const serviceTrainers: readonly ServiceTrainer[] = [customVisionTrainer];

export function findServiceTrainer(engine: string | undefined): ServiceTrainer | undefined {
  return serviceTrainers.find((trainer) => trainer.engine === engine);
}

/** Throws a UsageError if an option is given that only another engine takes. */
export function checkServiceOptions({ engine, ...options }: { engine?: string }): void {
  const given = options as Record<string, unknown>;
  for (const trainer of serviceTrainers) {
    if (trainer.engine === engine || trainer.ownOptions.every((name) => given[name] === undefined)) continue;
    const flags = trainer.ownOptions.map((name) => `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`);
    const last = flags.pop();
    const names = flags.length > 0 ? `${flags.join(', ')} and ${last}` : last;
    throw new UsageError(`${names} only apply to --engine ${trainer.engine}.`);
  }
}
