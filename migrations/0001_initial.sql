-- The whole schema of the first release. A listing travels one way:
-- listing -> enrichment (the ledger) -> queue -> prediction -> suggestion -> review.

CREATE SCHEMA IF NOT EXISTS honeyburst;
COMMENT ON SCHEMA honeyburst IS 'Listings, the ledger of enrichment work, predictions, suggestions and reviews';

-- Taxonomy ------------------------------------------------------------------------------------------

CREATE TABLE honeyburst.taxonomy (
  version    integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  checksum   text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE honeyburst.taxonomy IS 'Versions of the list of finishes; the highest version is the current one';
COMMENT ON COLUMN honeyburst.taxonomy.version IS 'Number of the version, counted from 1';
COMMENT ON COLUMN honeyburst.taxonomy.checksum IS 'SHA-256 of the version''s finishes in canonical form';
COMMENT ON COLUMN honeyburst.taxonomy.created_at IS 'When the version was stored';

CREATE TABLE honeyburst.finish (
  taxonomy_version integer NOT NULL REFERENCES honeyburst.taxonomy (version) ON DELETE CASCADE,
  slug     text NOT NULL,
  name     text NOT NULL,
  family   text NOT NULL,
  makers   text[] NOT NULL DEFAULT '{}',
  aliases  text[] NOT NULL DEFAULT '{}',
  swatch   text NOT NULL,
  origin   text NOT NULL CHECK (origin IN ('built-in', 'extension')),
  PRIMARY KEY (taxonomy_version, slug)
);
COMMENT ON TABLE honeyburst.finish IS 'A finish as makers name it, within one version of the taxonomy';
COMMENT ON COLUMN honeyburst.finish.taxonomy_version IS 'Version of the taxonomy the row belongs to';
COMMENT ON COLUMN honeyburst.finish.slug IS 'Canonical identifier, such as fiesta-red';
COMMENT ON COLUMN honeyburst.finish.name IS 'Display name, such as Fiesta Red';
COMMENT ON COLUMN honeyburst.finish.family IS 'Colour super-family, such as red';
COMMENT ON COLUMN honeyburst.finish.makers IS 'Makers known to use the finish; empty where it is common to all';
COMMENT ON COLUMN honeyburst.finish.aliases IS 'Other spellings and shop codes that mean this finish';
COMMENT ON COLUMN honeyburst.finish.swatch IS 'A typical colour as #rrggbb, for display only';
COMMENT ON COLUMN honeyburst.finish.origin IS 'built-in: shipped with the program; extension: imported by a user';

-- Models --------------------------------------------------------------------------------------------

CREATE TABLE honeyburst.model (
  name       text PRIMARY KEY,
  checksum   text NOT NULL,
  engine     text NOT NULL,
  backbone   text NOT NULL,
  folder     text NOT NULL,
  families   text[] NOT NULL,
  finishes   text[] NOT NULL,
  summary    jsonb NOT NULL DEFAULT '{}',
  live       boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX model_live ON honeyburst.model (live) WHERE live;
COMMENT ON TABLE honeyburst.model IS 'The registry of models; at most one is live';
COMMENT ON COLUMN honeyburst.model.name IS 'Name of the model; a model retrained under its name keeps its old rows under name@checksum';
COMMENT ON COLUMN honeyburst.model.checksum IS 'SHA-256 over what decides the predictions: weights, labels, calibration';
COMMENT ON COLUMN honeyburst.model.engine IS 'What runs it: onnx, tensorflow, custom-vision';
COMMENT ON COLUMN honeyburst.model.backbone IS 'Feature extractor, such as mobilenet-v2';
COMMENT ON COLUMN honeyburst.model.folder IS 'Folder that holds model.json and the weights';
COMMENT ON COLUMN honeyburst.model.families IS 'Family labels in the order of prediction.family_probabilities';
COMMENT ON COLUMN honeyburst.model.finishes IS 'Finish labels in the order of prediction.finish_probabilities';
COMMENT ON COLUMN honeyburst.model.summary IS 'How it was trained and how well it did on held-back photos';
COMMENT ON COLUMN honeyburst.model.live IS 'Whether new work uses this model';
COMMENT ON COLUMN honeyburst.model.created_at IS 'When the model was registered';

-- Listings ------------------------------------------------------------------------------------------

CREATE TABLE honeyburst.listing (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  external_id text NOT NULL UNIQUE,
  make        text,
  model       text,
  year        text,
  title       text,
  description text,
  finish      text,
  url         text,
  state       text NOT NULL DEFAULT 'live' CHECK (state IN ('draft', 'live', 'ended', 'deleted')),
  photos_hash uuid,
  content_hash uuid NOT NULL GENERATED ALWAYS AS (
    md5(coalesce(make, '') || E'\x1f' || coalesce(model, '') || E'\x1f' || coalesce(year, '') || E'\x1f' ||
        coalesce(title, '') || E'\x1f' || coalesce(description, '') || E'\x1f' || coalesce(finish, '') || E'\x1f' ||
        coalesce(photos_hash::text, ''))::uuid) STORED,
  resolved_taxonomy integer,
  finish_match  text CHECK (finish_match IN ('missing', 'vague', 'unrecognised', 'exact', 'alias', 'fuzzy')),
  finish_slug   text,
  finish_family text,
  text_finish   text,
  text_family   text,
  text_phrase   text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX listing_resolved ON honeyburst.listing (coalesce(resolved_taxonomy, 0), id);
COMMENT ON TABLE honeyburst.listing IS 'A listing of the marketplace as it was last seen';
COMMENT ON COLUMN honeyburst.listing.id IS 'Our own identifier';
COMMENT ON COLUMN honeyburst.listing.external_id IS 'The marketplace''s own identifier';
COMMENT ON COLUMN honeyburst.listing.make IS 'Maker, as the seller wrote it';
COMMENT ON COLUMN honeyburst.listing.model IS 'Model of the guitar, as the seller wrote it';
COMMENT ON COLUMN honeyburst.listing.year IS 'Year, as the seller wrote it';
COMMENT ON COLUMN honeyburst.listing.title IS 'Title, as the seller wrote it (data, never markup)';
COMMENT ON COLUMN honeyburst.listing.description IS 'Description, as the seller wrote it: may hold HTML, to be treated as data';
COMMENT ON COLUMN honeyburst.listing.finish IS 'Finish, as the seller wrote it; null or blank where it is missing';
COMMENT ON COLUMN honeyburst.listing.url IS 'Page of the listing on the marketplace';
COMMENT ON COLUMN honeyburst.listing.state IS 'draft and live are enriched; ended and deleted are kept but left alone';
COMMENT ON COLUMN honeyburst.listing.photos_hash IS 'MD5 over the photo addresses in order; null without photos (kept by trigger)';
COMMENT ON COLUMN honeyburst.listing.content_hash IS 'MD5 over text and photo addresses: the state that an enrichment answers for';
COMMENT ON COLUMN honeyburst.listing.resolved_taxonomy IS 'Taxonomy version that the next six columns were derived with; null: to be derived again';
COMMENT ON COLUMN honeyburst.listing.finish_match IS 'How the seller''s finish matched the taxonomy: missing, vague, unrecognised, exact, alias, fuzzy';
COMMENT ON COLUMN honeyburst.listing.finish_slug IS 'Finish that the seller''s words mean; null where none was recognised';
COMMENT ON COLUMN honeyburst.listing.finish_family IS 'Family of the seller''s finish; also set where only a colour word was given';
COMMENT ON COLUMN honeyburst.listing.text_finish IS 'Finish named in the title, model or description';
COMMENT ON COLUMN honeyburst.listing.text_family IS 'Family of text_finish';
COMMENT ON COLUMN honeyburst.listing.text_phrase IS 'The words of the text that name text_finish';
COMMENT ON COLUMN honeyburst.listing.created_at IS 'When the listing was first seen';
COMMENT ON COLUMN honeyburst.listing.updated_at IS 'When the listing last changed';

CREATE TABLE honeyburst.listing_photo (
  listing_id bigint NOT NULL REFERENCES honeyburst.listing (id) ON DELETE CASCADE,
  position   smallint NOT NULL,
  url        text NOT NULL,
  PRIMARY KEY (listing_id, position)
);
COMMENT ON TABLE honeyburst.listing_photo IS 'Addresses of a listing''s photos';
COMMENT ON COLUMN honeyburst.listing_photo.listing_id IS 'The listing';
COMMENT ON COLUMN honeyburst.listing_photo.position IS 'Place of the photo in the listing, from 0';
COMMENT ON COLUMN honeyburst.listing_photo.url IS 'Address of the largest version offered';

-- Whoever writes the tables directly gets the same derived state as the importer.
CREATE FUNCTION honeyburst.listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.make, NEW.model, NEW.year, NEW.title, NEW.description, NEW.finish)
     IS DISTINCT FROM (OLD.make, OLD.model, OLD.year, OLD.title, OLD.description, OLD.finish) THEN
    NEW.updated_at := now();
    -- The importer resolves the text itself and says so; other writers leave it to the resolver.
    IF current_setting('honeyburst.resolved', true) IS DISTINCT FROM 'on' THEN
      NEW.resolved_taxonomy := NULL;
    END IF;
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION honeyburst.listing_changed IS 'Marks a listing whose text changed for its finish to be resolved again, unless the writer resolved it itself and set honeyburst.resolved to on';
CREATE TRIGGER listing_changed BEFORE UPDATE ON honeyburst.listing
  FOR EACH ROW EXECUTE FUNCTION honeyburst.listing_changed();

CREATE FUNCTION honeyburst.listing_photos_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE honeyburst.listing l
     SET photos_hash = h.photos_hash, updated_at = now()
    FROM (SELECT c.listing_id, md5(string_agg(p.url, E'\n' ORDER BY p.position))::uuid AS photos_hash
            FROM (SELECT DISTINCT listing_id FROM changed) c
            LEFT JOIN honeyburst.listing_photo p USING (listing_id)
           GROUP BY c.listing_id) h
   WHERE l.id = h.listing_id AND l.photos_hash IS DISTINCT FROM h.photos_hash;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION honeyburst.listing_photos_changed IS 'Keeps listing.photos_hash in step with listing_photo';
CREATE TRIGGER listing_photo_inserted AFTER INSERT ON honeyburst.listing_photo
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();
CREATE TRIGGER listing_photo_updated AFTER UPDATE ON honeyburst.listing_photo
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();
CREATE TRIGGER listing_photo_deleted AFTER DELETE ON honeyburst.listing_photo
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();

-- The ledger ----------------------------------------------------------------------------------------

CREATE TABLE honeyburst.enrichment (
  id            bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  listing_id    bigint NOT NULL REFERENCES honeyburst.listing (id) ON DELETE CASCADE,
  content_hash  uuid NOT NULL,
  model         text NOT NULL REFERENCES honeyburst.model (name) ON UPDATE CASCADE,
  reasons       text[] NOT NULL,
  priority      smallint NOT NULL DEFAULT 10,
  state         text NOT NULL DEFAULT 'pending'
                CHECK (state IN ('pending', 'dispatched', 'done', 'skipped', 'failed')),
  dispatches    integer NOT NULL DEFAULT 0,
  attempts      integer NOT NULL DEFAULT 0,
  running       boolean NOT NULL DEFAULT false,
  stage         text,
  error_code    text,
  error_message text,
  photo_errors  jsonb NOT NULL DEFAULT '[]',
  level         text CHECK (level IN ('finish', 'family', 'none')),
  family        text,
  finish        text,
  confidence    real,
  audit_rank    integer,
  audit_family  text,
  audit_finish  text,
  audit_margin  real,
  fetch_ms      integer,
  classify_ms   integer,
  created_at    timestamptz NOT NULL DEFAULT now(),
  dispatched_at timestamptz,
  started_at    timestamptz,
  finished_at   timestamptz,
  UNIQUE (listing_id, content_hash, model)
);
CREATE INDEX enrichment_pending ON honeyburst.enrichment (priority, id) WHERE state = 'pending';
CREATE INDEX enrichment_dispatched ON honeyburst.enrichment (dispatched_at) WHERE state = 'dispatched';
CREATE INDEX enrichment_failed ON honeyburst.enrichment (error_code, id) WHERE state = 'failed';
CREATE INDEX enrichment_audited ON honeyburst.enrichment (model, audit_rank) WHERE audit_rank IS NOT NULL;
CREATE INDEX enrichment_finished ON honeyburst.enrichment (finished_at) WHERE finished_at IS NOT NULL;
COMMENT ON TABLE honeyburst.enrichment IS 'The ledger: one row for a listing in one state of its text and photos, for one model';
COMMENT ON COLUMN honeyburst.enrichment.id IS 'Identifier; what the queue carries';
COMMENT ON COLUMN honeyburst.enrichment.listing_id IS 'The listing to enrich';
COMMENT ON COLUMN honeyburst.enrichment.content_hash IS 'State of the listing that was seen when the row was made';
COMMENT ON COLUMN honeyburst.enrichment.model IS 'Model to use';
COMMENT ON COLUMN honeyburst.enrichment.reasons IS 'Why the listing was picked: missing, unrecognised, vague, contradicts_text, contradicts_photo, unchecked';
COMMENT ON COLUMN honeyburst.enrichment.priority IS 'Lower goes first: 1 fresh listing, 10 backfill';
COMMENT ON COLUMN honeyburst.enrichment.state IS 'pending and dispatched are open; done, skipped and failed are closed';
COMMENT ON COLUMN honeyburst.enrichment.dispatches IS 'How often the row was put on the queue';
COMMENT ON COLUMN honeyburst.enrichment.attempts IS 'How often a worker began on it';
COMMENT ON COLUMN honeyburst.enrichment.running IS 'A worker began and has not reported back; stays true where it died';
COMMENT ON COLUMN honeyburst.enrichment.stage IS 'Stage of the last failure: fetch, decode, model, classify, write';
COMMENT ON COLUMN honeyburst.enrichment.error_code IS 'Code of the last failure, or the reason why it was skipped';
COMMENT ON COLUMN honeyburst.enrichment.error_message IS 'Message of the last failure';
COMMENT ON COLUMN honeyburst.enrichment.photo_errors IS 'Photos that failed: array of {position, stage, code, message}';
COMMENT ON COLUMN honeyburst.enrichment.level IS 'How far the photos'' answer goes: finish, family or none';
COMMENT ON COLUMN honeyburst.enrichment.family IS 'Family that the photos show';
COMMENT ON COLUMN honeyburst.enrichment.finish IS 'Finish that the photos show best, whatever the level';
COMMENT ON COLUMN honeyburst.enrichment.confidence IS 'Calibrated probability of the answer at its level, 0 to 1';
COMMENT ON COLUMN honeyburst.enrichment.audit_rank IS 'Rank among the listings whose stated finish the last audit of the catalogue doubts, 1 the likeliest error; null where it does not';
COMMENT ON COLUMN honeyburst.enrichment.audit_family IS 'Family that the photos show by that audit';
COMMENT ON COLUMN honeyburst.enrichment.audit_finish IS 'Finish that the photos show by that audit; null where the family already differs';
COMMENT ON COLUMN honeyburst.enrichment.audit_margin IS 'Probability of the stated label less that of the best other one, -1 to 1: the lower, the likelier an error';
COMMENT ON COLUMN honeyburst.enrichment.fetch_ms IS 'Milliseconds spent on fetching and decoding the photos';
COMMENT ON COLUMN honeyburst.enrichment.classify_ms IS 'Milliseconds spent on waiting for and running the classifier';
COMMENT ON COLUMN honeyburst.enrichment.created_at IS 'When the row was put on the ledger';
COMMENT ON COLUMN honeyburst.enrichment.dispatched_at IS 'When it last went to the queue';
COMMENT ON COLUMN honeyburst.enrichment.started_at IS 'When a worker last began on it';
COMMENT ON COLUMN honeyburst.enrichment.finished_at IS 'When it was closed';

CREATE TABLE honeyburst.prediction (
  id            bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  enrichment_id bigint NOT NULL REFERENCES honeyburst.enrichment (id) ON DELETE CASCADE,
  listing_id    bigint NOT NULL REFERENCES honeyburst.listing (id) ON DELETE CASCADE,
  position      smallint NOT NULL,
  url           text NOT NULL,
  sha256        bytea NOT NULL,
  model         text NOT NULL REFERENCES honeyburst.model (name) ON UPDATE CASCADE,
  family        text NOT NULL,
  finish        text,
  confidence    real NOT NULL,
  body_share    real NOT NULL,
  family_probabilities real[] NOT NULL,
  finish_probabilities real[] NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX prediction_photo ON honeyburst.prediction (sha256, model);
CREATE INDEX prediction_listing ON honeyburst.prediction (listing_id);
CREATE INDEX prediction_enrichment ON honeyburst.prediction (enrichment_id);
COMMENT ON TABLE honeyburst.prediction IS 'What one model saw on one photo; append-only';
COMMENT ON COLUMN honeyburst.prediction.id IS 'Identifier';
COMMENT ON COLUMN honeyburst.prediction.enrichment_id IS 'The work that asked for it';
COMMENT ON COLUMN honeyburst.prediction.listing_id IS 'The listing the photo belongs to';
COMMENT ON COLUMN honeyburst.prediction.position IS 'Place of the photo in the listing, from 0';
COMMENT ON COLUMN honeyburst.prediction.url IS 'Address the photo came from';
COMMENT ON COLUMN honeyburst.prediction.sha256 IS 'SHA-256 of the photo''s bytes: the same photo is classified once for a model';
COMMENT ON COLUMN honeyburst.prediction.model IS 'Model that was used';
COMMENT ON COLUMN honeyburst.prediction.family IS 'Most probable family';
COMMENT ON COLUMN honeyburst.prediction.finish IS 'Most probable finish; null where the model knows none';
COMMENT ON COLUMN honeyburst.prediction.confidence IS 'Calibrated probability of that finish (of the family without one), 0 to 1';
COMMENT ON COLUMN honeyburst.prediction.body_share IS 'How clearly a guitar body is to be seen, 0 to 1: the weight of the photo when photos are fused';
COMMENT ON COLUMN honeyburst.prediction.family_probabilities IS 'Calibrated probabilities in the order of model.families';
COMMENT ON COLUMN honeyburst.prediction.finish_probabilities IS 'Calibrated probabilities in the order of model.finishes';
COMMENT ON COLUMN honeyburst.prediction.created_at IS 'When the photo was classified';

-- Suggestions and reviews ---------------------------------------------------------------------------

CREATE TABLE honeyburst.suggestion (
  id            bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  listing_id    bigint NOT NULL REFERENCES honeyburst.listing (id) ON DELETE CASCADE,
  enrichment_id bigint NOT NULL REFERENCES honeyburst.enrichment (id) ON DELETE CASCADE,
  model         text NOT NULL REFERENCES honeyburst.model (name) ON UPDATE CASCADE,
  taxonomy_version integer REFERENCES honeyburst.taxonomy (version),
  level         text NOT NULL CHECK (level IN ('finish', 'family', 'none')),
  family        text,
  finish        text,
  confidence    real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  status        text NOT NULL DEFAULT 'pending'
                CHECK (status IN ('pending', 'accepted', 'edited', 'rejected', 'superseded')),
  reasons       text[] NOT NULL,
  evidence      jsonb NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  decided_at    timestamptz,
  UNIQUE (enrichment_id)
);
CREATE UNIQUE INDEX suggestion_pending ON honeyburst.suggestion (listing_id) WHERE status = 'pending';
CREATE INDEX suggestion_status ON honeyburst.suggestion (status, id);
CREATE INDEX suggestion_listing ON honeyburst.suggestion (listing_id);
COMMENT ON TABLE honeyburst.suggestion IS 'What the finish of a listing should be; at most one is pending for a listing, older ones are superseded';
COMMENT ON COLUMN honeyburst.suggestion.id IS 'Identifier';
COMMENT ON COLUMN honeyburst.suggestion.listing_id IS 'The listing';
COMMENT ON COLUMN honeyburst.suggestion.enrichment_id IS 'The work that made it';
COMMENT ON COLUMN honeyburst.suggestion.model IS 'Model that was used';
COMMENT ON COLUMN honeyburst.suggestion.taxonomy_version IS 'Taxonomy that its finish belongs to';
COMMENT ON COLUMN honeyburst.suggestion.level IS 'finish: the finish is suggested; family: only the family is certain enough; none: neither is';
COMMENT ON COLUMN honeyburst.suggestion.family IS 'Suggested family; null at level none';
COMMENT ON COLUMN honeyburst.suggestion.finish IS 'Suggested finish; null unless level is finish';
COMMENT ON COLUMN honeyburst.suggestion.confidence IS 'Calibrated probability of the answer at its level, 0 to 1';
COMMENT ON COLUMN honeyburst.suggestion.status IS 'pending: to be reviewed; accepted, edited, rejected: decided; superseded: a newer one replaced it';
COMMENT ON COLUMN honeyburst.suggestion.reasons IS 'Why the listing was picked, and photos_disagree where its photos tell different stories';
COMMENT ON COLUMN honeyburst.suggestion.evidence IS 'What it rests on: {photos: [...], text: {...}, alternatives: [...]}';
COMMENT ON COLUMN honeyburst.suggestion.created_at IS 'When it was made';
COMMENT ON COLUMN honeyburst.suggestion.decided_at IS 'When it was decided or superseded';

CREATE TABLE honeyburst.review (
  id            bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  suggestion_id bigint NOT NULL REFERENCES honeyburst.suggestion (id) ON DELETE CASCADE,
  reviewer      text NOT NULL,
  decision      text NOT NULL CHECK (decision IN ('accepted', 'edited', 'rejected', 'undone')),
  family        text,
  finish        text,
  note          text,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX review_suggestion ON honeyburst.review (suggestion_id);
COMMENT ON TABLE honeyburst.review IS 'A person''s decision on a suggestion; append-only';
COMMENT ON COLUMN honeyburst.review.id IS 'Identifier';
COMMENT ON COLUMN honeyburst.review.suggestion_id IS 'The suggestion';
COMMENT ON COLUMN honeyburst.review.reviewer IS 'Who decided';
COMMENT ON COLUMN honeyburst.review.decision IS 'accepted: as suggested; edited: another finish; rejected: no answer; undone: back to pending';
COMMENT ON COLUMN honeyburst.review.family IS 'Family that was decided on';
COMMENT ON COLUMN honeyburst.review.finish IS 'Finish that was decided on';
COMMENT ON COLUMN honeyburst.review.note IS 'What the reviewer had to say';
COMMENT ON COLUMN honeyburst.review.created_at IS 'When it was decided';

-- Who needs enrichment, and why: the one definition, for backfill, hook and audit alike --------------

-- Of fiesta-red and red, the one is the narrower name of the other: no contradiction within a family.
CREATE FUNCTION honeyburst.contradicts(finish text, family text, other_finish text, other_family text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN family <> other_family
    OR finish <> other_finish
       AND NOT string_to_array(finish, '-') <@ string_to_array(other_finish, '-')
       AND NOT string_to_array(finish, '-') @> string_to_array(other_finish, '-');
COMMENT ON FUNCTION honeyburst.contradicts IS 'Whether two answers cannot both be right: two families, or two finishes of which neither is a wider name of the other; null finishes are not compared';

CREATE VIEW honeyburst.finding AS
SELECT l.id AS listing_id, r.reason
  FROM honeyburst.listing l
 CROSS JOIN LATERAL (
   SELECT l.finish_match AS reason WHERE l.finish_match IN ('missing', 'vague', 'unrecognised')
   UNION ALL
   SELECT 'contradicts_text'
    WHERE honeyburst.contradicts(l.finish_slug, l.finish_family, l.text_finish, l.text_family)
   UNION ALL
   SELECT 'contradicts_photo'
     FROM (SELECT e.level, e.family,
                  -- A finish that the model was never taught cannot be seen: beside such a one only the family counts.
                  CASE WHEN e.level = 'finish' AND l.finish_slug = ANY (m.finishes) THEN e.finish END AS finish,
                  e.audit_family, e.audit_finish
             FROM honeyburst.enrichment e JOIN honeyburst.model m ON m.name = e.model
            WHERE e.listing_id = l.id AND e.content_hash = l.content_hash AND e.state = 'done'
            ORDER BY e.finished_at DESC NULLS LAST, e.id DESC LIMIT 1) e
    WHERE e.level IN ('family', 'finish')
      AND honeyburst.contradicts(l.finish_slug, l.finish_family, e.finish, e.family)
       OR honeyburst.contradicts(l.finish_slug, l.finish_family, e.audit_finish, e.audit_family)
 ) r
 WHERE l.state IN ('draft', 'live') AND l.resolved_taxonomy IS NOT NULL;
COMMENT ON VIEW honeyburst.finding IS 'Who needs enrichment, and why: a row per listing and reason';
COMMENT ON COLUMN honeyburst.finding.listing_id IS 'The listing';
COMMENT ON COLUMN honeyburst.finding.reason IS 'missing: no finish; unrecognised: not in the taxonomy; vague: only a colour word; contradicts_text: the title, model or description names another finish; contradicts_photo: the last model to look at the photos saw another one, or an audit of all that it saw doubts the stated one';

-- For analysts --------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS analytics;
COMMENT ON SCHEMA analytics IS 'Read-only views for analysts';

CREATE VIEW analytics.pending_suggestion AS
SELECT s.id AS suggestion_id, l.external_id, l.make, l.model AS guitar_model, l.year, l.title, l.finish AS stated_finish,
       s.level, s.family, s.finish, s.confidence, s.reasons, s.model, s.taxonomy_version, s.created_at
  FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
 WHERE s.status = 'pending';
COMMENT ON VIEW analytics.pending_suggestion IS 'Suggestions that wait for a reviewer';
COMMENT ON COLUMN analytics.pending_suggestion.suggestion_id IS 'Identifier of the suggestion';
COMMENT ON COLUMN analytics.pending_suggestion.external_id IS 'The marketplace''s identifier of the listing';
COMMENT ON COLUMN analytics.pending_suggestion.make IS 'Maker, as the seller wrote it';
COMMENT ON COLUMN analytics.pending_suggestion.guitar_model IS 'Model of the guitar, as the seller wrote it';
COMMENT ON COLUMN analytics.pending_suggestion.year IS 'Year, as the seller wrote it';
COMMENT ON COLUMN analytics.pending_suggestion.title IS 'Title, as the seller wrote it';
COMMENT ON COLUMN analytics.pending_suggestion.stated_finish IS 'Finish, as the seller wrote it';
COMMENT ON COLUMN analytics.pending_suggestion.level IS 'How far the suggestion goes: finish, family or none';
COMMENT ON COLUMN analytics.pending_suggestion.family IS 'Suggested family';
COMMENT ON COLUMN analytics.pending_suggestion.finish IS 'Suggested finish';
COMMENT ON COLUMN analytics.pending_suggestion.confidence IS 'Calibrated probability of the answer, 0 to 1';
COMMENT ON COLUMN analytics.pending_suggestion.reasons IS 'Why the listing was picked';
COMMENT ON COLUMN analytics.pending_suggestion.model IS 'Model that was used';
COMMENT ON COLUMN analytics.pending_suggestion.taxonomy_version IS 'Taxonomy that the finish belongs to';
COMMENT ON COLUMN analytics.pending_suggestion.created_at IS 'When the suggestion was made';

CREATE VIEW analytics.suspicious_listing AS
SELECT l.external_id, l.make, l.model AS guitar_model, l.title, l.finish AS stated_finish,
       array_agg(f.reason ORDER BY f.reason) AS reasons, l.text_finish AS finish_in_text, l.text_phrase AS words_in_text,
       s.level AS suggestion_level, s.family AS suggested_family, s.finish AS suggested_finish, s.confidence, s.status
  FROM honeyburst.finding f
  JOIN honeyburst.listing l ON l.id = f.listing_id
  LEFT JOIN LATERAL (SELECT * FROM honeyburst.suggestion s WHERE s.listing_id = l.id ORDER BY s.id DESC LIMIT 1) s ON true
 GROUP BY l.id, s.level, s.family, s.finish, s.confidence, s.status;
COMMENT ON VIEW analytics.suspicious_listing IS 'Listings whose finish is missing or suspicious, with the latest suggestion if there is one';
COMMENT ON COLUMN analytics.suspicious_listing.external_id IS 'The marketplace''s identifier of the listing';
COMMENT ON COLUMN analytics.suspicious_listing.make IS 'Maker, as the seller wrote it';
COMMENT ON COLUMN analytics.suspicious_listing.guitar_model IS 'Model of the guitar, as the seller wrote it';
COMMENT ON COLUMN analytics.suspicious_listing.title IS 'Title, as the seller wrote it';
COMMENT ON COLUMN analytics.suspicious_listing.stated_finish IS 'Finish, as the seller wrote it';
COMMENT ON COLUMN analytics.suspicious_listing.reasons IS 'Why it is suspicious';
COMMENT ON COLUMN analytics.suspicious_listing.finish_in_text IS 'Finish that the title, model or description names';
COMMENT ON COLUMN analytics.suspicious_listing.words_in_text IS 'The words that name it';
COMMENT ON COLUMN analytics.suspicious_listing.suggestion_level IS 'How far the latest suggestion goes';
COMMENT ON COLUMN analytics.suspicious_listing.suggested_family IS 'Suggested family';
COMMENT ON COLUMN analytics.suspicious_listing.suggested_finish IS 'Suggested finish';
COMMENT ON COLUMN analytics.suspicious_listing.confidence IS 'Calibrated probability of the answer, 0 to 1';
COMMENT ON COLUMN analytics.suspicious_listing.status IS 'Status of the latest suggestion';

CREATE VIEW analytics.enrichment_failure AS
SELECT e.id AS enrichment_id, l.external_id, e.stage, e.error_code, e.error_message, e.attempts, e.photo_errors,
       e.model, e.finished_at
  FROM honeyburst.enrichment e JOIN honeyburst.listing l ON l.id = e.listing_id
 WHERE e.state = 'failed';
COMMENT ON VIEW analytics.enrichment_failure IS 'Work that failed for good; backfill --retry CODE puts it back';
COMMENT ON COLUMN analytics.enrichment_failure.enrichment_id IS 'Identifier of the ledger row';
COMMENT ON COLUMN analytics.enrichment_failure.external_id IS 'The marketplace''s identifier of the listing';
COMMENT ON COLUMN analytics.enrichment_failure.stage IS 'Stage that failed: fetch, decode, model, classify, write; null where the worker died';
COMMENT ON COLUMN analytics.enrichment_failure.error_code IS 'Code of the failure';
COMMENT ON COLUMN analytics.enrichment_failure.error_message IS 'Message of the failure';
COMMENT ON COLUMN analytics.enrichment_failure.attempts IS 'How often it was tried';
COMMENT ON COLUMN analytics.enrichment_failure.photo_errors IS 'What went wrong with each photo';
COMMENT ON COLUMN analytics.enrichment_failure.model IS 'Model that was to be used';
COMMENT ON COLUMN analytics.enrichment_failure.finished_at IS 'When it was given up';

CREATE VIEW analytics.throughput_daily AS
SELECT date_trunc('day', e.finished_at)::date AS day, e.model,
       count(*) FILTER (WHERE e.state = 'done') AS done,
       count(*) FILTER (WHERE e.state = 'skipped') AS skipped,
       count(*) FILTER (WHERE e.state = 'failed') AS failed,
       avg(e.fetch_ms) FILTER (WHERE e.state = 'done') AS mean_fetch_ms,
       avg(e.classify_ms) FILTER (WHERE e.state = 'done') AS mean_classify_ms,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM e.finished_at - e.created_at))
         FILTER (WHERE e.state = 'done') AS median_seconds_to_done
  FROM honeyburst.enrichment e
 WHERE e.finished_at IS NOT NULL
 GROUP BY 1, 2;
COMMENT ON VIEW analytics.throughput_daily IS 'Work closed per day and model';
COMMENT ON COLUMN analytics.throughput_daily.day IS 'Day on which the work was closed';
COMMENT ON COLUMN analytics.throughput_daily.model IS 'Model that was used';
COMMENT ON COLUMN analytics.throughput_daily.done IS 'Listings enriched';
COMMENT ON COLUMN analytics.throughput_daily.skipped IS 'Listings skipped: changed meanwhile, ended, without photos, or their model replaced';
COMMENT ON COLUMN analytics.throughput_daily.failed IS 'Listings that failed for good';
COMMENT ON COLUMN analytics.throughput_daily.mean_fetch_ms IS 'Mean milliseconds spent on fetching and decoding';
COMMENT ON COLUMN analytics.throughput_daily.mean_classify_ms IS 'Mean milliseconds spent on classification';
COMMENT ON COLUMN analytics.throughput_daily.median_seconds_to_done IS 'Median seconds from the ledger to the suggestion';

CREATE VIEW analytics.finish_coverage AS
SELECT coalesce(nullif(btrim(l.make), ''), '(none)') AS make,
       count(*) AS listings,
       count(*) FILTER (WHERE l.finish_slug IS NOT NULL) AS with_recognised_finish,
       count(*) FILTER (WHERE l.finish_slug IS NULL AND s.level = 'finish') AS with_suggested_finish,
       count(*) FILTER (WHERE l.finish_slug IS NULL AND s.level = 'family') AS with_suggested_family,
       count(*) FILTER (WHERE l.finish_slug IS NOT NULL OR s.level = 'finish')::real / count(*) AS coverage
  FROM honeyburst.listing l
  LEFT JOIN honeyburst.suggestion s ON s.listing_id = l.id AND s.status IN ('pending', 'accepted', 'edited')
       AND s.id = (SELECT max(s2.id) FROM honeyburst.suggestion s2
                    WHERE s2.listing_id = l.id AND s2.status IN ('pending', 'accepted', 'edited'))
 WHERE l.state IN ('draft', 'live')
 GROUP BY 1;
COMMENT ON VIEW analytics.finish_coverage IS 'How many live listings of each maker have a finish that a search can find';
COMMENT ON COLUMN analytics.finish_coverage.make IS 'Maker, as sellers wrote it';
COMMENT ON COLUMN analytics.finish_coverage.listings IS 'Live and draft listings';
COMMENT ON COLUMN analytics.finish_coverage.with_recognised_finish IS 'Listings whose stated finish is in the taxonomy';
COMMENT ON COLUMN analytics.finish_coverage.with_suggested_finish IS 'Listings without one for which a finish is suggested';
COMMENT ON COLUMN analytics.finish_coverage.with_suggested_family IS 'Listings without one for which only the family is suggested';
COMMENT ON COLUMN analytics.finish_coverage.coverage IS 'Share of listings with a recognised or suggested finish, 0 to 1';

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'honeyburst_analyst') THEN
    CREATE ROLE honeyburst_analyst NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE WARNING 'role honeyburst_analyst is missing and may not be created by %: create it and run the GRANTs of this migration', current_user;
END $$;
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'honeyburst_analyst') THEN
    GRANT USAGE ON SCHEMA analytics TO honeyburst_analyst;
    GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO honeyburst_analyst;
    ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO honeyburst_analyst;
  END IF;
END $$;
