import type { TracingConfig } from '../config/tracing.js';
import type { Log } from '../log.js';
import type { Tracing } from './tracing.js';

/** Opens tracing to the collector. The OpenTelemetry libraries are loaded here, so that commands without tracing start faster. */
export async function openTracing(config: TracingConfig, log: Log): Promise<Tracing> {
  const { createTracing } = await import('./open-telemetry.js');
  return createTracing(config, log);
}
