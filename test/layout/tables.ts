/** The folders whose code may write each table. What triggers and functions of the database write is not listed. */
export const writers: Readonly<Record<string, readonly string[]>> = {
  'honeyburst.listing': ['catalogue', 'listing', 'review'],
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
  'honeyburst.family': ['taxonomy'],
  'honeyburst.finish': ['taxonomy'],
  'honeyburst.api_token': ['http'],
  'honeyburst.session': ['http'],
  'custom_vision_client.answer': ['custom-vision/client'],
  'custom_vision_client.pace': ['custom-vision/client'],
  'custom_vision_client.usage': ['custom-vision/client'],
  'custom_vision_server.project': ['custom-vision/server'],
  'custom_vision_server.tag': ['custom-vision/server'],
  'custom_vision_server.image': ['custom-vision/server'],
  'custom_vision_server.image_tag': ['custom-vision/server'],
  'custom_vision_server.iteration': ['custom-vision/server'],
  'custom_vision_server.iteration_image': ['custom-vision/server'],
  'custom_vision_server.export': ['custom-vision/server'],
  'custom_vision_server.prediction': ['custom-vision/server'],
  'custom_vision_server.background_work': ['custom-vision/server'],
};

/** Folders that write tables whose names the code computes. Pruning deletes from several tables by the same rule. */
export const computingWriters: readonly string[] = ['retention'];
