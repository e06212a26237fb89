import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { PredictionAPIClient } from '@azure/cognitiveservices-customvision-prediction';
import {
  type AbortSignalLike,
  ApiKeyCredentials,
  getDefaultProxySettings,
  type ServiceClientOptions,
} from '@azure/ms-rest-js';
import type { CustomVisionConfig } from '../../config/custom-vision.js';
import { UsageError } from '../../errors.js';
import type { CallPlace } from './call-error.js';

/** A resource of Custom Vision, and the client that calls it. */
export interface Connection<Client> extends Pick<CallPlace, 'host' | 'key' | 'keyVariable'> {
  client: Client;
  /** The address of the resource, without a slash at the end. Its calls are paced and counted under this name. */
  resource: string;
  /** Closes idle connections. */
  close(): void;
}

/** Connects to the prediction resource. Throws a UsageError that names the variable to set. */
export function openPrediction(
  config: Pick<CustomVisionConfig, 'predictionEndpoint' | 'predictionKey'>,
): Connection<PredictionAPIClient> {
  const keyVariable = 'CUSTOM_VISION_PREDICTION_KEY';
  const endpoint = required(config.predictionEndpoint, 'CUSTOM_VISION_PREDICTION_ENDPOINT');
  const key = required(config.predictionKey, keyVariable);
  const { options, close } = clientOptions();
  const credentials = new ApiKeyCredentials({ inHeader: { 'Prediction-Key': key } });
  const resource = toResource(endpoint);
  const client = new PredictionAPIClient(credentials, resource, options);
  return { client, resource, host: new URL(resource).host, key, keyVariable, close };
}

/** Returns the setting. Throws a UsageError that names its variable if it is missing. */
export function required(value: string | undefined, variable: string): string {
  if (value !== undefined) return value;
  throw new UsageError(`This model is at Custom Vision: set ${variable}.`, {
    code: 'custom_vision_not_configured',
    stage: 'configuration',
  });
}

/** The name of the resource of an endpoint: its address without query and slash at the end. */
export function toResource(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/**
 * Options of the SDKs. Their own retries are off, since they ignore 429 and wait half a minute after a 503. Redirects
 * are off, since they would send the key elsewhere. Connections are kept, unless the environment names a proxy.
 */
export function clientOptions(): { options: ServiceClientOptions; close(): void } {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const options: ServiceClientOptions = {
    noRetryPolicy: true,
    redirectOptions: { handleRedirects: false },
    ...(getDefaultProxySettings() ? {} : { agentSettings: agents }),
  };
  return {
    options,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Options that let `signal` end a call of the SDKs, whose type for signals is narrower than Node's. */
export function requestOptions(signal: AbortSignal): { abortSignal: AbortSignalLike } {
  return { abortSignal: signal as AbortSignalLike };
}
