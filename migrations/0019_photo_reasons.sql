-- What a photo shows, and whether it says anything of the finish.

ALTER TABLE honeyburst.prediction
  ADD COLUMN view text,
  ADD COLUMN reason text,
  ADD COLUMN picture_hash bigint,
  ADD COLUMN picture_unsure bigint,
  ADD COLUMN picture_colours bytea;
COMMENT ON COLUMN honeyburst.prediction.view IS 'Part of the guitar in sight: front, back, detail, headstock, case or other; null where the model does not tell';
COMMENT ON COLUMN honeyburst.prediction.reason IS 'Why the photo has no vote: no_body, no_colour (grey or a single tint) or repeated_photo (the same picture belonged to other guitars at that time); null: it may have one';
COMMENT ON COLUMN honeyburst.prediction.picture_hash IS 'Perceptual hash of the picture: the same for most copies of it in other sizes and formats; null for photos of before 0.2';
COMMENT ON COLUMN honeyburst.prediction.picture_unsure IS 'The bits of picture_hash that a copy may have otherwise';
COMMENT ON COLUMN honeyburst.prediction.picture_colours IS 'Mean colours of 4 x 4 parts of the picture, RGB: other guitars in the same pose differ in them';

-- Finds the listings that have the same picture.
CREATE INDEX prediction_picture ON honeyburst.prediction (picture_hash) WHERE picture_hash IS NOT NULL;

COMMENT ON COLUMN honeyburst.enrichment.family IS 'Family that the photos show; null where no photo has a vote';
COMMENT ON COLUMN honeyburst.suggestion.reasons IS 'Why the listing was picked; photos_disagree where its photos tell different stories; no_body, no_colour and repeated_photo where no photo has a vote';

CREATE OR REPLACE VIEW analytics.reviewed_photo AS
SELECT d.suggestion_id, d.external_id, d.seen, d.decided_at, p.model, p.position, p.url, p.family AS photo_family,
       p.finish AS photo_finish, p.confidence, p.body_share, w.weight, d.decided_family, d.decided_finish,
       p.family = d.decided_family AS family_agrees, p.finish = d.decided_finish AS finish_agrees, p.view, p.reason
  FROM analytics.decision d
  JOIN honeyburst.suggestion s ON s.id = d.suggestion_id
  JOIN honeyburst.prediction p ON p.enrichment_id = s.enrichment_id
  LEFT JOIN LATERAL (
    SELECT (one ->> 'weight')::real AS weight FROM jsonb_array_elements(s.evidence -> 'photos') one
     WHERE (one ->> 'position')::integer = p.position LIMIT 1) w ON true
 WHERE d.stands AND d.decided_family IS NOT NULL;
COMMENT ON COLUMN analytics.reviewed_photo.view IS 'Part of the guitar in sight by the model: front, back, detail, headstock, case or other; null where it does not tell';
COMMENT ON COLUMN analytics.reviewed_photo.reason IS 'Why the photo had no vote: no_body, no_colour or repeated_photo; null: it may have had one';
