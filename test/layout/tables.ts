/** The folders whose code may write each table. What triggers and functions of the database write is not listed. */
export const writers: Readonly<Record<string, readonly string[]>> = {
  'honeyburst.listing': ['listing', 'review'],
  'honeyburst.listing_photo': ['listing'],
  'honeyburst.fresh_listing': ['enrichment'],
  'honeyburst.hook_message': ['enrichment'],
  // A model that is replaced closes its open work.
  'honeyburst.enrichment': ['enrichment', 'classifier'],
  'honeyburst.prediction': ['enrichment'],
  'honeyburst.suggestion': ['enrichment', 'review'],
  'honeyburst.review': ['review'],
  'honeyburst.webhook_delivery': ['review'],
  'honeyburst.model': ['classifier'],
  'honeyburst.taxonomy': ['taxonomy'],
  'honeyburst.finish': ['taxonomy'],
  'honeyburst.api_token': ['http'],
  'honeyburst.custom_vision_answer': ['custom-vision/client'],
  'honeyburst.custom_vision_pace': ['custom-vision/client'],
  'honeyburst.custom_vision_usage': ['custom-vision/client'],
  'custom_vision.project': ['custom-vision/server'],
  'custom_vision.tag': ['custom-vision/server'],
  'custom_vision.image': ['custom-vision/server'],
  'custom_vision.image_tag': ['custom-vision/server'],
  'custom_vision.iteration': ['custom-vision/server'],
  'custom_vision.iteration_image': ['custom-vision/server'],
  'custom_vision.export': ['custom-vision/server'],
  'custom_vision.prediction': ['custom-vision/server'],
};

/** Folders that write tables whose names the code computes. Pruning deletes from several tables by the same rule. */
export const computingWriters: readonly string[] = ['retention'];
