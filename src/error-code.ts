/** What a photo's fetch can fail with. Codes are kept on the ledger, so never rename one. */
export type FetchErrorCode =
  | 'photo_url_invalid'
  | 'photo_address_refused'
  | 'photo_unreachable'
  | 'photo_timeout'
  | 'photo_not_found'
  | 'photo_http_status'
  | 'photo_throttled'
  | 'photo_response_invalid'
  | 'photo_too_many_redirects'
  | 'photo_too_large'
  | 'photo_fetch_cancelled'
  | 'photo_host_down'
  | 'photo_host_busy';

/** What decoding a photo can fail with. */
type DecodeErrorCode =
  | 'photo_not_an_image'
  | 'photo_format_unknown'
  | 'photo_too_large'
  | 'photo_too_many_parts'
  | 'photo_too_many_pixels'
  | 'photo_truncated'
  | 'photo_undecodable';

/** Wrong arguments, settings or input files. */
type UsageCode =
  | 'container_not_allowed'
  | 'duplicate_column'
  | 'file_unreadable'
  | 'invalid_listing'
  | 'missing_column'
  | 'no_keys'
  | 'no_view'
  | 'stopped'
  | 'unknown_labels'
  | 'unreadable_input'
  | 'wrong_configuration'
  | 'wrong_cursor'
  | 'wrong_families'
  | 'wrong_finishes'
  | 'wrong_schedule';

type DatabaseCode =
  | 'database_encoding'
  | 'database_not_found'
  | 'database_not_migrated'
  | 'database_read_only'
  | 'database_refused'
  | 'database_right_missing'
  | 'database_too_new'
  | 'database_unavailable'
  | 'embedded_postgres_failed'
  | 'embedded_postgres_locked'
  | 'no_embedded_postgres'
  | 'taxonomy_missing'
  | 'taxonomy_not_stored';

type QueueCode = 'queue_misconfigured' | 'queue_unavailable';

type EnrichmentCode = 'enrichment_given_up' | 'enrichment_timeout';

type CustomVisionCode =
  | 'custom_vision_answer_invalid'
  | 'custom_vision_cap_reached'
  | 'custom_vision_closed'
  | 'custom_vision_download_failed'
  | 'custom_vision_export_failed'
  | 'custom_vision_export_wrong'
  | 'custom_vision_key_refused'
  | 'custom_vision_not_configured'
  | 'custom_vision_not_exportable'
  | 'custom_vision_not_found'
  | 'custom_vision_not_published'
  | 'custom_vision_photo_refused'
  | 'custom_vision_photos_refused'
  | 'custom_vision_refused'
  | 'custom_vision_tags_changed'
  | 'custom_vision_throttled'
  | 'custom_vision_training_failed'
  | 'custom_vision_unavailable';

/** Models, their files and their training. */
type ModelCode =
  | 'backbone_checksum'
  | 'backbone_download_failed'
  | 'dataset_photo_missing'
  | 'dataset_unusable'
  | 'export_unusable'
  | 'inference_failed'
  | 'model_changed'
  | 'model_damaged'
  | 'model_incomplete'
  | 'model_misdescribed'
  | 'model_unreadable'
  | 'no_model'
  | 'operator_unknown'
  | 'tags_untrainable'
  | 'training_differs'
  | 'training_failed'
  | 'training_state_unreadable';

/** Disks, ports and the queue. */
type SystemCode = 'cannot_listen' | 'disk_full' | 'port_taken' | 'queue_unreachable';

/** Every failure that has a name of its own. */
export type NamedErrorCode =
  | 'usage'
  | FetchErrorCode
  | DecodeErrorCode
  | UsageCode
  | DatabaseCode
  | QueueCode
  | EnrichmentCode
  | CustomVisionCode
  | ModelCode
  | SystemCode;
