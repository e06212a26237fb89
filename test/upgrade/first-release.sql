-- A database of the first release (migration 0001 alone), as pg_dump wrote it, with rows of every kind.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS 'Read-only views for analysts';
CREATE SCHEMA honeyburst;
COMMENT ON SCHEMA honeyburst IS 'Listings, the ledger of enrichment work, predictions, suggestions and reviews';
CREATE FUNCTION honeyburst.contradicts(finish text, family text, other_finish text, other_family text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((family <> other_family) OR ((finish <> other_finish) AND (NOT (string_to_array(finish, '-'::text) <@ string_to_array(other_finish, '-'::text))) AND (NOT (string_to_array(finish, '-'::text) @> string_to_array(other_finish, '-'::text)))));
COMMENT ON FUNCTION honeyburst.contradicts(finish text, family text, other_finish text, other_family text) IS 'Whether two answers cannot both be right: two families, or two finishes of which neither is a wider name of the other; null finishes are not compared';
CREATE FUNCTION honeyburst.listing_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
COMMENT ON FUNCTION honeyburst.listing_changed() IS 'Marks a listing whose text changed for its finish to be resolved again, unless the writer resolved it itself and set honeyburst.resolved to on';
CREATE FUNCTION honeyburst.listing_photos_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
COMMENT ON FUNCTION honeyburst.listing_photos_changed() IS 'Keeps listing.photos_hash in step with listing_photo';
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE honeyburst.enrichment (
    id bigint NOT NULL,
    listing_id bigint NOT NULL,
    content_hash uuid NOT NULL,
    model text NOT NULL,
    reasons text[] NOT NULL,
    priority smallint DEFAULT 10 NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    dispatches integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    running boolean DEFAULT false NOT NULL,
    stage text,
    error_code text,
    error_message text,
    photo_errors jsonb DEFAULT '[]'::jsonb NOT NULL,
    level text,
    family text,
    finish text,
    confidence real,
    audit_rank integer,
    audit_family text,
    audit_finish text,
    audit_margin real,
    fetch_ms integer,
    classify_ms integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    dispatched_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT enrichment_level_check CHECK ((level = ANY (ARRAY['finish'::text, 'family'::text, 'none'::text]))),
    CONSTRAINT enrichment_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'dispatched'::text, 'done'::text, 'skipped'::text, 'failed'::text])))
);
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
CREATE TABLE honeyburst.listing (
    id bigint NOT NULL,
    external_id text NOT NULL,
    make text,
    model text,
    year text,
    title text,
    description text,
    finish text,
    url text,
    state text DEFAULT 'live'::text NOT NULL,
    photos_hash uuid,
    content_hash uuid GENERATED ALWAYS AS ((md5(((((((((((((COALESCE(make, ''::text) || ''::text) || COALESCE(model, ''::text)) || ''::text) || COALESCE(year, ''::text)) || ''::text) || COALESCE(title, ''::text)) || ''::text) || COALESCE(description, ''::text)) || ''::text) || COALESCE(finish, ''::text)) || ''::text) || COALESCE((photos_hash)::text, ''::text))))::uuid) STORED NOT NULL,
    resolved_taxonomy integer,
    finish_match text,
    finish_slug text,
    finish_family text,
    text_finish text,
    text_family text,
    text_phrase text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT listing_finish_match_check CHECK ((finish_match = ANY (ARRAY['missing'::text, 'vague'::text, 'unrecognised'::text, 'exact'::text, 'alias'::text, 'fuzzy'::text]))),
    CONSTRAINT listing_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'ended'::text, 'deleted'::text])))
);
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
CREATE VIEW analytics.enrichment_failure AS
 SELECT e.id AS enrichment_id,
    l.external_id,
    e.stage,
    e.error_code,
    e.error_message,
    e.attempts,
    e.photo_errors,
    e.model,
    e.finished_at
   FROM (honeyburst.enrichment e
     JOIN honeyburst.listing l ON ((l.id = e.listing_id)))
  WHERE (e.state = 'failed'::text);
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
CREATE TABLE honeyburst.suggestion (
    id bigint NOT NULL,
    listing_id bigint NOT NULL,
    enrichment_id bigint NOT NULL,
    model text NOT NULL,
    taxonomy_version integer,
    level text NOT NULL,
    family text,
    finish text,
    confidence real NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    reasons text[] NOT NULL,
    evidence jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT suggestion_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT suggestion_level_check CHECK ((level = ANY (ARRAY['finish'::text, 'family'::text, 'none'::text]))),
    CONSTRAINT suggestion_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'accepted'::text, 'edited'::text, 'rejected'::text, 'superseded'::text])))
);
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
CREATE VIEW analytics.finish_coverage AS
 SELECT COALESCE(NULLIF(btrim(l.make), ''::text), '(none)'::text) AS make,
    count(*) AS listings,
    count(*) FILTER (WHERE (l.finish_slug IS NOT NULL)) AS with_recognised_finish,
    count(*) FILTER (WHERE ((l.finish_slug IS NULL) AND (s.level = 'finish'::text))) AS with_suggested_finish,
    count(*) FILTER (WHERE ((l.finish_slug IS NULL) AND (s.level = 'family'::text))) AS with_suggested_family,
    ((count(*) FILTER (WHERE ((l.finish_slug IS NOT NULL) OR (s.level = 'finish'::text))))::real / (count(*))::double precision) AS coverage
   FROM (honeyburst.listing l
     LEFT JOIN honeyburst.suggestion s ON (((s.listing_id = l.id) AND (s.status = ANY (ARRAY['pending'::text, 'accepted'::text, 'edited'::text])) AND (s.id = ( SELECT max(s2.id) AS max
           FROM honeyburst.suggestion s2
          WHERE ((s2.listing_id = l.id) AND (s2.status = ANY (ARRAY['pending'::text, 'accepted'::text, 'edited'::text]))))))))
  WHERE (l.state = ANY (ARRAY['draft'::text, 'live'::text]))
  GROUP BY COALESCE(NULLIF(btrim(l.make), ''::text), '(none)'::text);
COMMENT ON VIEW analytics.finish_coverage IS 'How many live listings of each maker have a finish that a search can find';
COMMENT ON COLUMN analytics.finish_coverage.make IS 'Maker, as sellers wrote it';
COMMENT ON COLUMN analytics.finish_coverage.listings IS 'Live and draft listings';
COMMENT ON COLUMN analytics.finish_coverage.with_recognised_finish IS 'Listings whose stated finish is in the taxonomy';
COMMENT ON COLUMN analytics.finish_coverage.with_suggested_finish IS 'Listings without one for which a finish is suggested';
COMMENT ON COLUMN analytics.finish_coverage.with_suggested_family IS 'Listings without one for which only the family is suggested';
COMMENT ON COLUMN analytics.finish_coverage.coverage IS 'Share of listings with a recognised or suggested finish, 0 to 1';
CREATE VIEW analytics.pending_suggestion AS
 SELECT s.id AS suggestion_id,
    l.external_id,
    l.make,
    l.model AS guitar_model,
    l.year,
    l.title,
    l.finish AS stated_finish,
    s.level,
    s.family,
    s.finish,
    s.confidence,
    s.reasons,
    s.model,
    s.taxonomy_version,
    s.created_at
   FROM (honeyburst.suggestion s
     JOIN honeyburst.listing l ON ((l.id = s.listing_id)))
  WHERE (s.status = 'pending'::text);
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
SELECT
    NULL::text AS external_id,
    NULL::text AS make,
    NULL::text AS guitar_model,
    NULL::text AS title,
    NULL::text AS stated_finish,
    NULL::text[] AS reasons,
    NULL::text AS finish_in_text,
    NULL::text AS words_in_text,
    NULL::text AS suggestion_level,
    NULL::text AS suggested_family,
    NULL::text AS suggested_finish,
    NULL::real AS confidence,
    NULL::text AS status;
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
CREATE VIEW analytics.throughput_daily AS
 SELECT (date_trunc('day'::text, e.finished_at))::date AS day,
    e.model,
    count(*) FILTER (WHERE (e.state = 'done'::text)) AS done,
    count(*) FILTER (WHERE (e.state = 'skipped'::text)) AS skipped,
    count(*) FILTER (WHERE (e.state = 'failed'::text)) AS failed,
    avg(e.fetch_ms) FILTER (WHERE (e.state = 'done'::text)) AS mean_fetch_ms,
    avg(e.classify_ms) FILTER (WHERE (e.state = 'done'::text)) AS mean_classify_ms,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ((EXTRACT(epoch FROM (e.finished_at - e.created_at)))::double precision)) FILTER (WHERE (e.state = 'done'::text)) AS median_seconds_to_done
   FROM honeyburst.enrichment e
  WHERE (e.finished_at IS NOT NULL)
  GROUP BY ((date_trunc('day'::text, e.finished_at))::date), e.model;
COMMENT ON VIEW analytics.throughput_daily IS 'Work closed per day and model';
COMMENT ON COLUMN analytics.throughput_daily.day IS 'Day on which the work was closed';
COMMENT ON COLUMN analytics.throughput_daily.model IS 'Model that was used';
COMMENT ON COLUMN analytics.throughput_daily.done IS 'Listings enriched';
COMMENT ON COLUMN analytics.throughput_daily.skipped IS 'Listings skipped: changed meanwhile, ended, without photos, or their model replaced';
COMMENT ON COLUMN analytics.throughput_daily.failed IS 'Listings that failed for good';
COMMENT ON COLUMN analytics.throughput_daily.mean_fetch_ms IS 'Mean milliseconds spent on fetching and decoding';
COMMENT ON COLUMN analytics.throughput_daily.mean_classify_ms IS 'Mean milliseconds spent on classification';
COMMENT ON COLUMN analytics.throughput_daily.median_seconds_to_done IS 'Median seconds from the ledger to the suggestion';
ALTER TABLE honeyburst.enrichment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.enrichment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE honeyburst.model (
    name text NOT NULL,
    checksum text NOT NULL,
    engine text NOT NULL,
    backbone text NOT NULL,
    folder text NOT NULL,
    families text[] NOT NULL,
    finishes text[] NOT NULL,
    summary jsonb DEFAULT '{}'::jsonb NOT NULL,
    live boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
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
CREATE VIEW honeyburst.finding AS
 SELECT l.id AS listing_id,
    r.reason
   FROM (honeyburst.listing l
     CROSS JOIN LATERAL ( SELECT l.finish_match AS reason
          WHERE (l.finish_match = ANY (ARRAY['missing'::text, 'vague'::text, 'unrecognised'::text]))
        UNION ALL
         SELECT 'contradicts_text'::text
          WHERE honeyburst.contradicts(l.finish_slug, l.finish_family, l.text_finish, l.text_family)
        UNION ALL
         SELECT 'contradicts_photo'::text
           FROM ( SELECT e_1.level,
                    e_1.family,
                        CASE
                            WHEN ((e_1.level = 'finish'::text) AND (l.finish_slug = ANY (m.finishes))) THEN e_1.finish
                            ELSE NULL::text
                        END AS finish,
                    e_1.audit_family,
                    e_1.audit_finish
                   FROM (honeyburst.enrichment e_1
                     JOIN honeyburst.model m ON ((m.name = e_1.model)))
                  WHERE ((e_1.listing_id = l.id) AND (e_1.content_hash = l.content_hash) AND (e_1.state = 'done'::text))
                  ORDER BY e_1.finished_at DESC NULLS LAST, e_1.id DESC
                 LIMIT 1) e
          WHERE (((e.level = ANY (ARRAY['family'::text, 'finish'::text])) AND honeyburst.contradicts(l.finish_slug, l.finish_family, e.finish, e.family)) OR honeyburst.contradicts(l.finish_slug, l.finish_family, e.audit_finish, e.audit_family))) r)
  WHERE ((l.state = ANY (ARRAY['draft'::text, 'live'::text])) AND (l.resolved_taxonomy IS NOT NULL));
COMMENT ON VIEW honeyburst.finding IS 'Who needs enrichment, and why: a row per listing and reason';
COMMENT ON COLUMN honeyburst.finding.listing_id IS 'The listing';
COMMENT ON COLUMN honeyburst.finding.reason IS 'missing: no finish; unrecognised: not in the taxonomy; vague: only a colour word; contradicts_text: the title, model or description names another finish; contradicts_photo: the last model to look at the photos saw another one, or an audit of all that it saw doubts the stated one';
CREATE TABLE honeyburst.finish (
    taxonomy_version integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    family text NOT NULL,
    makers text[] DEFAULT '{}'::text[] NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    swatch text NOT NULL,
    origin text NOT NULL,
    CONSTRAINT finish_origin_check CHECK ((origin = ANY (ARRAY['built-in'::text, 'extension'::text])))
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
ALTER TABLE honeyburst.listing ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.listing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE honeyburst.listing_photo (
    listing_id bigint NOT NULL,
    "position" smallint NOT NULL,
    url text NOT NULL
);
COMMENT ON TABLE honeyburst.listing_photo IS 'Addresses of a listing''s photos';
COMMENT ON COLUMN honeyburst.listing_photo.listing_id IS 'The listing';
COMMENT ON COLUMN honeyburst.listing_photo."position" IS 'Place of the photo in the listing, from 0';
COMMENT ON COLUMN honeyburst.listing_photo.url IS 'Address of the largest version offered';
CREATE TABLE honeyburst.migration (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    run_on timestamp without time zone NOT NULL
);
CREATE SEQUENCE honeyburst.migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE honeyburst.migration_id_seq OWNED BY honeyburst.migration.id;
CREATE TABLE honeyburst.prediction (
    id bigint NOT NULL,
    enrichment_id bigint NOT NULL,
    listing_id bigint NOT NULL,
    "position" smallint NOT NULL,
    url text NOT NULL,
    sha256 bytea NOT NULL,
    model text NOT NULL,
    family text NOT NULL,
    finish text,
    confidence real NOT NULL,
    body_share real NOT NULL,
    family_probabilities real[] NOT NULL,
    finish_probabilities real[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE honeyburst.prediction IS 'What one model saw on one photo; append-only';
COMMENT ON COLUMN honeyburst.prediction.id IS 'Identifier';
COMMENT ON COLUMN honeyburst.prediction.enrichment_id IS 'The work that asked for it';
COMMENT ON COLUMN honeyburst.prediction.listing_id IS 'The listing the photo belongs to';
COMMENT ON COLUMN honeyburst.prediction."position" IS 'Place of the photo in the listing, from 0';
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
ALTER TABLE honeyburst.prediction ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.prediction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE honeyburst.review (
    id bigint NOT NULL,
    suggestion_id bigint NOT NULL,
    reviewer text NOT NULL,
    decision text NOT NULL,
    family text,
    finish text,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT review_decision_check CHECK ((decision = ANY (ARRAY['accepted'::text, 'edited'::text, 'rejected'::text, 'undone'::text])))
);
COMMENT ON TABLE honeyburst.review IS 'A person''s decision on a suggestion; append-only';
COMMENT ON COLUMN honeyburst.review.id IS 'Identifier';
COMMENT ON COLUMN honeyburst.review.suggestion_id IS 'The suggestion';
COMMENT ON COLUMN honeyburst.review.reviewer IS 'Who decided';
COMMENT ON COLUMN honeyburst.review.decision IS 'accepted: as suggested; edited: another finish; rejected: no answer; undone: back to pending';
COMMENT ON COLUMN honeyburst.review.family IS 'Family that was decided on';
COMMENT ON COLUMN honeyburst.review.finish IS 'Finish that was decided on';
COMMENT ON COLUMN honeyburst.review.note IS 'What the reviewer had to say';
COMMENT ON COLUMN honeyburst.review.created_at IS 'When it was decided';
ALTER TABLE honeyburst.review ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE honeyburst.suggestion ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.suggestion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE honeyburst.taxonomy (
    version integer NOT NULL,
    checksum text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE honeyburst.taxonomy IS 'Versions of the list of finishes; the highest version is the current one';
COMMENT ON COLUMN honeyburst.taxonomy.version IS 'Number of the version, counted from 1';
COMMENT ON COLUMN honeyburst.taxonomy.checksum IS 'SHA-256 of the version''s finishes in canonical form';
COMMENT ON COLUMN honeyburst.taxonomy.created_at IS 'When the version was stored';
ALTER TABLE honeyburst.taxonomy ALTER COLUMN version ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.taxonomy_version_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY honeyburst.migration ALTER COLUMN id SET DEFAULT nextval('honeyburst.migration_id_seq'::regclass);
INSERT INTO honeyburst.enrichment OVERRIDING SYSTEM VALUE VALUES
	(1, 11, '5838f859-cd69-e917-73b5-958652f78139', 'colour', '{missing}', 10, 'dispatched', 1, 1, true, NULL, NULL, NULL, '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', NULL),
	(2, 1, '2f444175-67bc-123b-d7c6-0de8c2a2b444', 'colour@0123456789ab', '{missing}', 10, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'family', 'red', NULL, 0.8, NULL, NULL, NULL, NULL, 110, 110, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(3, 1, '65984cab-36c3-426f-94c4-8db5dbb10827', 'colour', '{missing}', 10, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'finish', 'red', 'fiesta-red', 0.97, NULL, NULL, NULL, NULL, 120, 120, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(4, 2, '614424da-359f-dcfe-1fbd-052a5a8ac288', 'colour', '{vague}', 10, 'done', 1, 2, false, NULL, NULL, NULL, '[{"code": "photo_timeout", "stage": "fetch", "message": "kein Ende", "position": 1}]', 'family', 'red', 'fiesta-red', 0.7, NULL, NULL, NULL, NULL, 0, 0, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(5, 4, '46df2893-cbf0-600d-d9e2-840cace98ab9', 'colour', '{contradicts_text,contradicts_photo}', 10, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'finish', 'blue', 'lake-placid-blue', 0.99, 1, 'blue', 'lake-placid-blue', -0.9, 5, 5, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(6, 5, '7164467b-74d9-eed6-d569-5eca84cb5aa3', 'colour', '{unchecked}', 10, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'finish', 'red', 'fiesta-red', 0.91, NULL, NULL, NULL, NULL, 5, 5, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(7, 6, '04ca0fbc-ea33-5773-9bb6-ee82f977ada6', 'colour', '{unchecked}', 10, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'finish', 'blue', 'lake-placid-blue', 0.91, NULL, NULL, NULL, NULL, 5, 5, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(8, 7, 'e714eb3b-3c04-ca9c-7832-8a5334195bcf', 'colour', '{unrecognised}', 10, 'failed', 2, 4, false, 'fetch', 'photo_timeout', 'no answer of „photos.test“
in time', '[{"code": "photo_timeout", "stage": "fetch", "message": "x", "position": 0}]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(9, 8, '7ad4d535-23ea-e8fd-385a-8bcaed171f99', 'colour', '{missing}', 10, 'skipped', 1, 0, false, NULL, 'listing_ended', NULL, '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', NULL, '2026-01-05 00:03:00+00'),
	(10, 9, '0e67a711-7964-71dd-129e-e9743939e336', 'colour', '{missing}', 10, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'finish', 'red', 'fiesta-red', 0.9, NULL, NULL, NULL, NULL, 5, 5, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00'),
	(11, 12, 'c81e3344-0bb8-ed05-1823-97b060c49cce', 'colour', '{missing}', 1, 'pending', 0, 0, false, NULL, NULL, NULL, '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-05 00:00:00+00', NULL, NULL, NULL),
	(12, 3, '22a9da8e-3a42-f4cf-da7a-0e622381db96', 'colour', '{missing}', 1, 'done', 1, 1, false, NULL, NULL, NULL, '[]', 'none', 'blue', 'lake-placid-blue', 0.3, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-05 00:00:00+00', '2026-01-05 00:01:00+00', '2026-01-05 00:02:00+00', '2026-01-05 00:03:00+00');
INSERT INTO honeyburst.finish VALUES
	(1, 'fiesta-red', 'Fiesta Red', 'red', '{Fender}', '{FRD,"fiesta, rot"}', '#dc3c32', 'built-in'),
	(1, 'lake-placid-blue', 'Lake Placid Blue', 'blue', '{}', '{}', '#286eb4', 'built-in'),
	(1, 'näçre-rose', 'Nácre Rosé ✨', 'pink', '{O''Malley}', '{rosé}', '#ffc0cb', 'extension'),
	(2, 'fiesta-red', 'Fiesta Red', 'red', '{Fender}', '{FRD,"fiesta, rot"}', '#dc3c32', 'built-in'),
	(2, 'lake-placid-blue', 'Lake Placid Blue', 'blue', '{}', '{}', '#286eb4', 'built-in'),
	(2, 'näçre-rose', 'Nácre Rosé ✨', 'pink', '{O''Malley}', '{rosé}', '#ffc0cb', 'extension');
INSERT INTO honeyburst.listing OVERRIDING SYSTEM VALUE VALUES
	(10, 'unresolved', 'Gibson', 'ES', NULL, 'ES', NULL, NULL, NULL, 'live', NULL, DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(11, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'live', NULL, DEFAULT, 2, 'missing', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(1, 'missing', 'Fender', 'Stratocaster', '1962', 'Strat', NULL, NULL, 'https://shop.test/1', 'live', 'd02b5fd0-e42f-30ea-4ecc-3948d099c889', DEFAULT, 2, 'missing', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(2, 'vague', 'FENDER ', 'Jazzmaster', '60s?', 'A red one', '<b>nice</b> & "cheap" \ ''s', 'red', NULL, 'live', 'ca9f9df0-97bf-f933-152a-489a8c65972a', DEFAULT, 2, 'vague', NULL, 'red', NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(4, 'contradicts', 'Fender', NULL, NULL, 'Lake Placid Blue Strat', '', 'Fiesta Red', NULL, 'live', '4396056d-3614-ff5f-c4bd-962312c7f988', DEFAULT, 2, 'exact', 'fiesta-red', 'red', 'lake-placid-blue', 'blue', 'Lake Placid Blue', '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(5, 'alias', 'Fender', NULL, NULL, NULL, NULL, 'FRD', NULL, 'live', '3b469130-54bc-f959-9342-4eaa2ffe5101', DEFAULT, 2, 'alias', 'fiesta-red', 'red', NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(6, 'fuzzy', 'Fender', NULL, NULL, NULL, NULL, 'Fista Red', NULL, 'live', '6a48be00-282f-a236-e68f-a8252ea99525', DEFAULT, 2, 'fuzzy', 'fiesta-red', 'red', NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(7, 'unrecognised', NULL, NULL, NULL, NULL, NULL, 'Blurple', NULL, 'live', 'd1974591-0c79-5d1e-6ad7-50f7df765942', DEFAULT, 2, 'unrecognised', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(8, 'ended', 'Gibson', 'SG', '1971', 'SG', NULL, NULL, NULL, 'ended', 'f49954c8-8de5-1e62-4cd0-ea730a2ab60d', DEFAULT, 2, 'missing', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(9, 'deleted', 'Gibson', 'SG', '1972', 'SG', NULL, NULL, NULL, 'deleted', '7b48603e-ef3b-d8db-65a6-7c3d0242eae5', DEFAULT, 1, 'missing', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(12, 'waits', 'Fender', NULL, NULL, 'waits', NULL, NULL, NULL, 'live', 'b3965ccb-698d-34e4-3620-6be8f2a4598a', DEFAULT, 2, 'missing', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00'),
	(3, 'odd', 'Ibánez​', 'אבג', 'e\u0301', '🎸 line
break	tab', 'long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ', 'n/a', '', 'draft', '2e501c1f-2413-dc0f-fe8a-1613b6bd1f71', DEFAULT, 2, 'missing', NULL, NULL, NULL, NULL, NULL, '2026-01-03 00:00:00+00', '2026-01-04 00:00:00+00');
INSERT INTO honeyburst.listing_photo VALUES
	(1, 0, 'http://photos.test/1/0.jpg?größe=0'),
	(2, 0, 'http://photos.test/2/0.jpg?größe=0'),
	(3, 0, 'http://photos.test/3/0.jpg?größe=0'),
	(4, 0, 'http://photos.test/4/0.jpg?größe=0'),
	(5, 0, 'http://photos.test/5/0.jpg?größe=0'),
	(6, 0, 'http://photos.test/6/0.jpg?größe=0'),
	(7, 0, 'http://photos.test/7/0.jpg?größe=0'),
	(8, 0, 'http://photos.test/8/0.jpg?größe=0'),
	(9, 0, 'http://photos.test/9/0.jpg?größe=0'),
	(12, 0, 'http://photos.test/12/0.jpg?größe=0'),
	(1, 1, 'http://photos.test/1/1.jpg?größe=1'),
	(2, 1, 'http://photos.test/2/1.jpg?größe=1'),
	(3, 1, 'http://photos.test/3/1.jpg?größe=1'),
	(4, 1, 'http://photos.test/4/1.jpg?größe=1'),
	(5, 1, 'http://photos.test/5/1.jpg?größe=1'),
	(6, 1, 'http://photos.test/6/1.jpg?größe=1'),
	(7, 1, 'http://photos.test/7/1.jpg?größe=1'),
	(8, 1, 'http://photos.test/8/1.jpg?größe=1'),
	(9, 1, 'http://photos.test/9/1.jpg?größe=1'),
	(12, 1, 'http://photos.test/12/1.jpg?größe=1');
INSERT INTO honeyburst.migration VALUES
	(1, '0001_initial', '2026-11-28 10:48:28.273796');
INSERT INTO honeyburst.model VALUES
	('colour', 'c1', 'onnx', 'mobilenet-v2', '/models/colour', '{red,blue}', '{fiesta-red,lake-placid-blue}', '{"photos": 12}', true, '2026-01-02 00:00:00+00'),
	('colour@0123456789ab', 'c0', 'tensorflow', 'mobilenet-v2', '/models/old', '{red}', '{}', '{}', false, '2026-01-01 00:00:00+00');
INSERT INTO honeyburst.prediction OVERRIDING SYSTEM VALUE VALUES
	(1, 2, 1, 0, 'http://photos.test/1/0.jpg', '\xeca26941bc5187d1e2983961edb6dbb69dd4e461268c8034f5c8564e155c67a6', 'colour@0123456789ab', 'red', NULL, 0.9, 0.75, '{1}', '{}', '2026-01-05 00:03:00+00'),
	(2, 2, 1, 1, 'http://photos.test/1/1.jpg', '\xea66c06c1e1c05fa9f1aa39d98dc5bc19dd4e461268c8034f5c8564e155c67a6', 'colour@0123456789ab', 'red', NULL, 0.9, 0.75, '{1}', '{}', '2026-01-05 00:03:00+00'),
	(3, 3, 1, 0, 'http://photos.test/1/0.jpg', '\xeca26941bc5187d1e2983961edb6dbb69dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(4, 3, 1, 1, 'http://photos.test/1/1.jpg', '\xea66c06c1e1c05fa9f1aa39d98dc5bc19dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(5, 4, 2, 0, 'http://photos.test/2/0.jpg', '\x8303abbb6a5d6d1af53c9dd45c682d629dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(6, 4, 2, 1, 'http://photos.test/2/1.jpg', '\x8fbdbf5573b18fae93736180f8d0197a9dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(7, 5, 4, 0, 'http://photos.test/4/0.jpg', '\x20fdcfb87379c9a34b5ecbe0dda37ced9dd4e461268c8034f5c8564e155c67a6', 'colour', 'blue', 'lake-placid-blue', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(8, 5, 4, 1, 'http://photos.test/4/1.jpg', '\x74bdefab9757a081606b181ac29f1db29dd4e461268c8034f5c8564e155c67a6', 'colour', 'blue', 'lake-placid-blue', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(9, 6, 5, 0, 'http://photos.test/5/0.jpg', '\xa9c5dbf4b6d018d84d4bb19c666a34229dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(10, 6, 5, 1, 'http://photos.test/5/1.jpg', '\x19a1de167122a18af369c749f4e40a489dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(11, 7, 6, 0, 'http://photos.test/6/0.jpg', '\x3ded90525507cb606f3cc6606c5a49f59dd4e461268c8034f5c8564e155c67a6', 'colour', 'blue', 'lake-placid-blue', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(12, 7, 6, 1, 'http://photos.test/6/1.jpg', '\x0299c06aed970473ae41d986b308cd099dd4e461268c8034f5c8564e155c67a6', 'colour', 'blue', 'lake-placid-blue', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(13, 10, 9, 0, 'http://photos.test/9/0.jpg', '\x52fc302a3649fd83b7150d26d057dad69dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(14, 10, 9, 1, 'http://photos.test/9/1.jpg', '\xb00bdaf8d970b7df664953f63a6983749dd4e461268c8034f5c8564e155c67a6', 'colour', 'red', 'fiesta-red', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(15, 12, 3, 0, 'http://photos.test/3/0.jpg', '\x2dd6b4185ffaf931647b896faa2467dd9dd4e461268c8034f5c8564e155c67a6', 'colour', 'blue', 'lake-placid-blue', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00'),
	(16, 12, 3, 1, 'http://photos.test/3/1.jpg', '\xc9e6e7b69f98f516a54cfe2c9e25fb3f9dd4e461268c8034f5c8564e155c67a6', 'colour', 'blue', 'lake-placid-blue', 0.9, 0.75, '{0.9,0.1}', '{0.9,0.1}', '2026-01-05 00:03:00+00');
INSERT INTO honeyburst.review OVERRIDING SYSTEM VALUE VALUES
	(1, 3, 'änn', 'accepted', 'red', NULL, NULL, '2026-01-06 00:01:00+00'),
	(2, 3, 'änn', 'undone', NULL, NULL, 'too quick', '2026-01-06 00:02:00+00'),
	(3, 3, 'ben', 'edited', 'red', 'fiesta-red', 'it''s "fiesta" 🌹', '2026-01-06 00:03:00+00'),
	(4, 4, 'ben', 'accepted', 'blue', 'lake-placid-blue', NULL, '2026-01-06 00:04:00+00'),
	(5, 5, 'ben', 'rejected', NULL, NULL, '', '2026-01-06 00:05:00+00');
INSERT INTO honeyburst.suggestion OVERRIDING SYSTEM VALUE VALUES
	(1, 1, 2, 'colour@0123456789ab', NULL, 'family', 'red', NULL, 0.8, 'superseded', '{missing}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', '2026-01-06 00:00:00+00'),
	(2, 1, 3, 'colour', 2, 'finish', 'red', 'fiesta-red', 0.97, 'pending', '{missing}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', NULL),
	(3, 2, 4, 'colour', 1, 'family', 'red', NULL, 0.7, 'edited', '{vague}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', '2026-01-06 00:00:00+00'),
	(4, 4, 5, 'colour', 2, 'finish', 'blue', 'lake-placid-blue', 0.99, 'accepted', '{contradicts_text,contradicts_photo}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', '2026-01-06 00:00:00+00'),
	(5, 6, 7, 'colour', 2, 'finish', 'blue', 'lake-placid-blue', 0.91, 'rejected', '{unchecked}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', '2026-01-06 00:00:00+00'),
	(6, 9, 10, 'colour', 2, 'finish', 'red', 'fiesta-red', 0.9, 'pending', '{missing}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', NULL),
	(7, 3, 12, 'colour', 2, 'none', NULL, NULL, 0.3, 'pending', '{missing}', '{"text": {}, "photos": [{"url": "http://photos.test/1.jpg", "weight": 1, "position": 0, "bodyShare": 0.8}], "alternatives": []}', '2026-01-05 00:03:00+00', NULL);
INSERT INTO honeyburst.taxonomy OVERRIDING SYSTEM VALUE VALUES
	(1, 'first', '2026-01-01 00:00:00+00'),
	(2, 'second', '2026-02-01 00:00:00+00');
SELECT pg_catalog.setval('honeyburst.enrichment_id_seq', 12, true);
SELECT pg_catalog.setval('honeyburst.listing_id_seq', 12, true);
SELECT pg_catalog.setval('honeyburst.migration_id_seq', 1, true);
SELECT pg_catalog.setval('honeyburst.prediction_id_seq', 16, true);
SELECT pg_catalog.setval('honeyburst.review_id_seq', 5, true);
SELECT pg_catalog.setval('honeyburst.suggestion_id_seq', 7, true);
SELECT pg_catalog.setval('honeyburst.taxonomy_version_seq', 2, true);
ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_listing_id_content_hash_model_key UNIQUE (listing_id, content_hash, model);
ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY honeyburst.finish
    ADD CONSTRAINT finish_pkey PRIMARY KEY (taxonomy_version, slug);
ALTER TABLE ONLY honeyburst.listing
    ADD CONSTRAINT listing_external_id_key UNIQUE (external_id);
ALTER TABLE ONLY honeyburst.listing_photo
    ADD CONSTRAINT listing_photo_pkey PRIMARY KEY (listing_id, "position");
ALTER TABLE ONLY honeyburst.listing
    ADD CONSTRAINT listing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY honeyburst.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY honeyburst.model
    ADD CONSTRAINT model_pkey PRIMARY KEY (name);
ALTER TABLE ONLY honeyburst.prediction
    ADD CONSTRAINT prediction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY honeyburst.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (id);
ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_enrichment_id_key UNIQUE (enrichment_id);
ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY honeyburst.taxonomy
    ADD CONSTRAINT taxonomy_pkey PRIMARY KEY (version);
CREATE INDEX enrichment_audited ON honeyburst.enrichment USING btree (model, audit_rank) WHERE (audit_rank IS NOT NULL);
CREATE INDEX enrichment_dispatched ON honeyburst.enrichment USING btree (dispatched_at) WHERE (state = 'dispatched'::text);
CREATE INDEX enrichment_failed ON honeyburst.enrichment USING btree (error_code, id) WHERE (state = 'failed'::text);
CREATE INDEX enrichment_finished ON honeyburst.enrichment USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX enrichment_pending ON honeyburst.enrichment USING btree (priority, id) WHERE (state = 'pending'::text);
CREATE INDEX listing_resolved ON honeyburst.listing USING btree (COALESCE(resolved_taxonomy, 0), id);
CREATE UNIQUE INDEX model_live ON honeyburst.model USING btree (live) WHERE live;
CREATE INDEX prediction_enrichment ON honeyburst.prediction USING btree (enrichment_id);
CREATE INDEX prediction_listing ON honeyburst.prediction USING btree (listing_id);
CREATE INDEX prediction_photo ON honeyburst.prediction USING btree (sha256, model);
CREATE INDEX review_suggestion ON honeyburst.review USING btree (suggestion_id);
CREATE INDEX suggestion_listing ON honeyburst.suggestion USING btree (listing_id);
CREATE UNIQUE INDEX suggestion_pending ON honeyburst.suggestion USING btree (listing_id) WHERE (status = 'pending'::text);
CREATE INDEX suggestion_status ON honeyburst.suggestion USING btree (status, id);
CREATE OR REPLACE VIEW analytics.suspicious_listing AS
 SELECT l.external_id,
    l.make,
    l.model AS guitar_model,
    l.title,
    l.finish AS stated_finish,
    array_agg(f.reason ORDER BY f.reason) AS reasons,
    l.text_finish AS finish_in_text,
    l.text_phrase AS words_in_text,
    s.level AS suggestion_level,
    s.family AS suggested_family,
    s.finish AS suggested_finish,
    s.confidence,
    s.status
   FROM ((honeyburst.finding f
     JOIN honeyburst.listing l ON ((l.id = f.listing_id)))
     LEFT JOIN LATERAL ( SELECT s_1.id,
            s_1.listing_id,
            s_1.enrichment_id,
            s_1.model,
            s_1.taxonomy_version,
            s_1.level,
            s_1.family,
            s_1.finish,
            s_1.confidence,
            s_1.status,
            s_1.reasons,
            s_1.evidence,
            s_1.created_at,
            s_1.decided_at
           FROM honeyburst.suggestion s_1
          WHERE (s_1.listing_id = l.id)
          ORDER BY s_1.id DESC
         LIMIT 1) s ON (true))
  GROUP BY l.id, s.level, s.family, s.finish, s.confidence, s.status;
CREATE TRIGGER listing_changed BEFORE UPDATE ON honeyburst.listing FOR EACH ROW EXECUTE FUNCTION honeyburst.listing_changed();
CREATE TRIGGER listing_photo_deleted AFTER DELETE ON honeyburst.listing_photo REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();
CREATE TRIGGER listing_photo_inserted AFTER INSERT ON honeyburst.listing_photo REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();
CREATE TRIGGER listing_photo_updated AFTER UPDATE ON honeyburst.listing_photo REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();
ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES honeyburst.listing(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_model_fkey FOREIGN KEY (model) REFERENCES honeyburst.model(name) ON UPDATE CASCADE;
ALTER TABLE ONLY honeyburst.finish
    ADD CONSTRAINT finish_taxonomy_version_fkey FOREIGN KEY (taxonomy_version) REFERENCES honeyburst.taxonomy(version) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.listing_photo
    ADD CONSTRAINT listing_photo_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES honeyburst.listing(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.prediction
    ADD CONSTRAINT prediction_enrichment_id_fkey FOREIGN KEY (enrichment_id) REFERENCES honeyburst.enrichment(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.prediction
    ADD CONSTRAINT prediction_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES honeyburst.listing(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.prediction
    ADD CONSTRAINT prediction_model_fkey FOREIGN KEY (model) REFERENCES honeyburst.model(name) ON UPDATE CASCADE;
ALTER TABLE ONLY honeyburst.review
    ADD CONSTRAINT review_suggestion_id_fkey FOREIGN KEY (suggestion_id) REFERENCES honeyburst.suggestion(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_enrichment_id_fkey FOREIGN KEY (enrichment_id) REFERENCES honeyburst.enrichment(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES honeyburst.listing(id) ON DELETE CASCADE;
ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_model_fkey FOREIGN KEY (model) REFERENCES honeyburst.model(name) ON UPDATE CASCADE;
ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_taxonomy_version_fkey FOREIGN KEY (taxonomy_version) REFERENCES honeyburst.taxonomy(version);
GRANT USAGE ON SCHEMA analytics TO honeyburst_analyst;
GRANT SELECT ON TABLE analytics.enrichment_failure TO honeyburst_analyst;
GRANT SELECT ON TABLE analytics.finish_coverage TO honeyburst_analyst;
GRANT SELECT ON TABLE analytics.pending_suggestion TO honeyburst_analyst;
GRANT SELECT ON TABLE analytics.suspicious_listing TO honeyburst_analyst;
GRANT SELECT ON TABLE analytics.throughput_daily TO honeyburst_analyst;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA analytics GRANT SELECT ON TABLES  TO honeyburst_analyst;
