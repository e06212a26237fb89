/** What trains tag models and answers with them; the composition root fills it in. */
export interface TagEngine {
  /** Fits heads; `heldBack` in the order of `images`: what a head that had not seen it says, and which head (fold). */
  train(
    images: readonly TrainingImage[],
    options: { tags: number; type: ClassificationType; seed?: number },
  ): Promise<TrainedTags>;
  /**
   * Probabilities in the order of the model's tags. `id` keys a cache of opened heads. Throws a HoneyburstError
   * of stage decode for a photo that cannot be used.
   */
  score(model: { id: string; load(): Promise<Uint8Array> }, photo: Buffer): Promise<Float32Array>;
  /** A zip laid out like Custom Vision's ONNX export. */
  exportOnnx(model: ExportedModel): Promise<Buffer>;
  close(): Promise<void>;
}

/** Multiclass: a photo has one tag; Multilabel: any number. */
export const classificationTypes = ['Multiclass', 'Multilabel'] as const;
export type ClassificationType = (typeof classificationTypes)[number];

export interface TrainingImage {
  sha256: string;
  /** Numbers of its tags. */
  tags: readonly number[];
  load(): Promise<Buffer>;
}

export interface TrainedTags {
  head: Uint8Array;
  heldBack: { probabilities: Float32Array; fold: number }[];
  seconds: number;
}

export interface ExportedModel {
  head: Uint8Array;
  labels: readonly string[];
  type: ClassificationType;
  iterationId: string;
  domain: string;
  exportedAt: Date;
}
