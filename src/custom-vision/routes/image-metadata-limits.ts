import { ServiceError } from '../server/service-error.js';

/** How much metadata a photo may have, by the minor version of the API. Source: the specifications. */
export function metadataLimits(minor: number): { pairs: number; key: number; value: number } {
  return minor >= 4 ? { pairs: 10, key: 128, value: 256 } : { pairs: 50, key: 256, value: 512 };
}

/** Throws BadRequestImageMetadataKey or BadRequestImageMetadataValue. */
export function checkMetadata(metadata: Readonly<Record<string, string>>, minor: number): void {
  const limits = metadataLimits(minor);
  for (const [key, value] of Object.entries(metadata)) {
    if (key === '' || key.length > limits.key) {
      throw new ServiceError(
        400,
        'BadRequestImageMetadataKey',
        `Keys are limited to ${limits.key} characters`,
      );
    }
    if (value.length > limits.value) {
      throw new ServiceError(
        400,
        'BadRequestImageMetadataValue',
        `Values are limited to ${limits.value} characters`,
      );
    }
  }
}
