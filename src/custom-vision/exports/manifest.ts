import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ExportFiles } from './export-files.js';

/** The contents of cvexport.manifest. Old exports have fewer keys. */
const manifestSchema = z.object({
  DomainType: z.string().optional(),
  Platform: z.string().optional(),
  Flavor: z.string().nullish(),
  ExporterVersion: z.string().optional(),
  ExportedDate: z.string().optional(),
  IterationId: z.string().optional(),
  ModelFileName: z.string().optional(),
  LabelFileName: z.string().optional(),
  ModelFileSHA1: z.string().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads the manifest of an export; empty if there is none or it cannot be read. */
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

/** The files that a manifest names and the export lacks. A TensorFlow.js export names a zip in place of its model.json. */
export function missingFiles(
  { files }: ExportFiles,
  { Flavor, ModelFileName, LabelFileName }: Manifest,
): string[] {
  const network = Flavor?.toLowerCase() === 'tensorflowjs' ? 'model.json' : ModelFileName;
  return [network, LabelFileName].filter((name) => name !== undefined && !files.has(name)) as string[];
}

/**
 * Returns a warning if the network does not have the checksum of the manifest. This is not an error: some real exports
 * have wrong checksums, and that of a TensorFlow.js export belongs to a zip that the export does not hold.
 */
export function checksumWarning({ files }: ExportFiles, manifest: Manifest): string | undefined {
  const { ModelFileName: name = '', ModelFileSHA1: expected } = manifest;
  const bytes = files.get(name);
  if (!bytes || !expected) return undefined;
  const actual = createHash('sha1').update(bytes).digest('hex');
  if (actual === expected.toLowerCase()) return undefined;
  return `${name} has the SHA-1 ${actual}, but cvexport.manifest states ${expected}: if answers look wrong, download the export again`;
}
