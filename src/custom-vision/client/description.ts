import { z } from 'zod';
import type { ModelFolder } from '../../classifier/backend.js';
import type { ModelDescription } from '../../classifier/model-description.js';

/** A network elsewhere that gives each tag of a photo a probability; its tags stand for labels of the model. */
const remoteNetwork = z.object({
  /** A published iteration of a Custom Vision project, or the address of an exported container. */
  at: z.union([
    z.object({ projectId: z.guid(), iterationId: z.guid(), publishedName: z.string().min(1) }),
    z.object({ container: z.url({ protocol: /^https?$/ }) }),
  ]),
  /** A tag without a finish means its family, or in a flat model another finish of it. A tag without either means no guitar. */
  tags: z
    .array(z.object({ name: z.string(), family: z.string().optional(), finish: z.string().optional() }))
    .min(2),
});
export type RemoteNetwork = z.infer<typeof remoteNetwork>;

/** What model.json says of a model that Custom Vision computes, or another server that speaks its protocol. */
export const remoteDescription = z.object({
  customVision: z.object({
    /** The resource that the model was trained on. Keys and the address for predictions are configuration. */
    endpoint: z.url({ protocol: /^https?$/ }),
    /** Tells all families apart, or in a flat model all finishes. */
    root: remoteNetwork,
    /** By family, what tells its finishes apart. A family with one finish needs no network. */
    within: z.record(z.string(), remoteNetwork),
  }),
});
export type RemoteDescription = ModelDescription & { engine: 'custom-vision' } & z.infer<
    typeof remoteDescription
  >;
export type RemoteModel = ModelFolder<RemoteDescription>;
