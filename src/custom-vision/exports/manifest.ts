import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ExportFiles } from './export-files.js';

/** cvexport.manifest, of which old exports have less. */
const manifestSchema = z.object({
  DomainType: z.string().optional(),
  Platform: z.string().optional(),
  Flavor: z.string().nullish(),
  ExporterVersion: z.string().optional(),
  ExportedDate: z.string().optional(),
  IterationId: z.string().optional(),
  ModelFileName: z.string().optional(),
  ModelFileSHA1: z.string().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What Custom Vision says of an export; empty where it says nothing that can be read. */
export function readManifest({ files }: ExportFiles): Manifest {
  try {
    const text =
      files
        .get('cvexport.manifest')
        ?.toString()
        .replace(/^\uFEFF/, '') ?? '{}';
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/**
 * A warning where the network is not the one that the manifest has the checksum of. No more than that, since real
 * exports have wrong ones, and that of a TensorFlow.js export is of a zip that it does not hold.
 */
export function checksumWarning({ files }: ExportFiles, manifest: Manifest): string | undefined {
  const { ModelFileName: name = '', ModelFileSHA1: expected } = manifest;
  const bytes = files.get(name);
  if (!bytes || !expected) return undefined;
  const actual = createHash('sha1').update(bytes).digest('hex');
  if (actual === expected.toLowerCase()) return undefined;
  return `${name} has the SHA-1 ${actual}, but cvexport.manifest states ${expected}: if answers look wrong, download the export again`;
}
