-- The schema after all migrations, by pg_dump of PostgreSQL 15. To write it anew:
-- UPDATE_SCHEMA=1 npx vitest run test/database/schema

CREATE SCHEMA analytics;

COMMENT ON SCHEMA analytics IS 'Read-only views for analysts';

CREATE SCHEMA custom_vision_client;

COMMENT ON SCHEMA custom_vision_client IS 'Calls that this program makes to Custom Vision: when the next may be made, what they cost, and what they answered';

CREATE SCHEMA custom_vision_server;

COMMENT ON SCHEMA custom_vision_server IS 'Projects, tags, images, trained iterations and stored predictions of the server that is compatible with Custom Vision';

CREATE SCHEMA honeyburst;

COMMENT ON SCHEMA honeyburst IS 'Listings, the ledger of enrichment work, predictions, suggestions and reviews';

CREATE FUNCTION analytics.wilson_low(correct bigint, total bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((total = 0) OR (correct = 0)) THEN (0)::double precision ELSE (((((correct)::numeric + 1.9207294))::double precision - ((1.959964)::double precision * sqrt(((((correct)::double precision * ((total - correct))::double precision) / (total)::double precision) + (0.9603647)::double precision)))) / (((total)::numeric + 3.8414588))::double precision) END;

COMMENT ON FUNCTION analytics.wilson_low(correct bigint, total bigint) IS 'Lower end of the Wilson 95 % interval of a share, 0 to 1 (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953)';

CREATE FUNCTION analytics.wilson_high(correct bigint, total bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((1)::double precision - analytics.wilson_low((total - correct), total));

COMMENT ON FUNCTION analytics.wilson_high(correct bigint, total bigint) IS 'Upper end of the Wilson 95 % interval of a share, 0 to 1';

CREATE FUNCTION honeyburst.contradicts(finish text, family text, other_finish text, other_family text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((family <> other_family) OR ((finish <> other_finish) AND (NOT (string_to_array(finish, '-'::text) <@ string_to_array(other_finish, '-'::text))) AND (NOT (string_to_array(finish, '-'::text) @> string_to_array(other_finish, '-'::text)))));

COMMENT ON FUNCTION honeyburst.contradicts(finish text, family text, other_finish text, other_family text) IS 'Whether two answers cannot both be right: two families, or two finishes of which neither is a wider name of the other; null finishes are not compared';

CREATE FUNCTION honeyburst.copy_make() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  SELECT lower(btrim(l.make)) INTO NEW.make FROM honeyburst.listing l WHERE l.id = NEW.listing_id;
  RETURN NEW;
END $$;

COMMENT ON FUNCTION honeyburst.copy_make() IS 'Keeps the maker of the listing with a new suggestion';

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

CREATE FUNCTION honeyburst.listing_fresh() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO honeyburst.fresh_listing (listing_id) VALUES (NEW.id);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION honeyburst.listing_fresh() IS 'Notes a listing for the workers, whoever wrote it';

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

CREATE FUNCTION honeyburst.reason_key(reasons text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_string(reasons, ' '::text);

COMMENT ON FUNCTION honeyburst.reason_key(reasons text[]) IS 'Reasons in one text, to be counted from an index';

CREATE FUNCTION honeyburst.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'A decision is taken back by another one, with the decision undone.';
END $$;

COMMENT ON FUNCTION honeyburst.refuse_change() IS 'Keeps a table append-only';

CREATE FUNCTION honeyburst.try_dispatch_lock() RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
  LOCK TABLE honeyburst.dispatch_lock IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
  RETURN true;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;

COMMENT ON FUNCTION honeyburst.try_dispatch_lock() IS 'Takes the lock of the dispatchers until the end of the transaction; false if another one has it';

CREATE FUNCTION honeyburst.watch_listings(watch boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF watch THEN
    ALTER TABLE honeyburst.listing ENABLE TRIGGER listing_fresh_inserted, ENABLE TRIGGER listing_fresh_updated;
  ELSE
    ALTER TABLE honeyburst.listing DISABLE TRIGGER listing_fresh_inserted, DISABLE TRIGGER listing_fresh_updated;
  END IF;
END $$;

COMMENT ON FUNCTION honeyburst.watch_listings(watch boolean) IS 'Whether listings that others insert or change go on the ledger by themselves, ahead of a backfill; off at first';

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
    guitar_maker text,
    guitar_line text,
    guitar_decade smallint,
    unusual_share real,
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

COMMENT ON COLUMN honeyburst.listing.finish_family IS 'Family of finish_slug, or what the words of a vague or unrecognised finish say';

COMMENT ON COLUMN honeyburst.listing.text_finish IS 'Finish named in the title, model or description';

COMMENT ON COLUMN honeyburst.listing.text_family IS 'Family named in the title, model or description; without text_finish if they say no more than a family';

COMMENT ON COLUMN honeyburst.listing.text_phrase IS 'The words of the text that name text_finish or text_family';

COMMENT ON COLUMN honeyburst.listing.created_at IS 'When the listing was first seen';

COMMENT ON COLUMN honeyburst.listing.updated_at IS 'When the listing last changed';

COMMENT ON COLUMN honeyburst.listing.guitar_maker IS 'Maker that make, model or title name, such as Squier; null if none';

COMMENT ON COLUMN honeyburst.listing.guitar_line IS 'Model line that they name, such as Stratocaster; null if none';

COMMENT ON COLUMN honeyburst.listing.guitar_decade IS 'First year of the decade that year names; null if none';

COMMENT ON COLUMN honeyburst.listing.unusual_share IS 'Share of the stated finish among the other listings of the model line, where the last backfill found that unusual; null: it did not';

CREATE TABLE honeyburst.review (
    id bigint NOT NULL,
    suggestion_id bigint NOT NULL,
    reviewer text NOT NULL,
    decision text NOT NULL,
    family text,
    finish text,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    revision integer,
    finish_name text,
    listing_finish text,
    status_before text,
    family_before text,
    finish_before text,
    listing_finish_before text,
    bulk boolean DEFAULT false NOT NULL,
    blind boolean DEFAULT false NOT NULL,
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

COMMENT ON COLUMN honeyburst.review.revision IS 'Revision of the suggestion that this decision made; the decision stands as long as the suggestion is at it';

COMMENT ON COLUMN honeyburst.review.finish_name IS 'Display name of that finish when it was decided';

COMMENT ON COLUMN honeyburst.review.listing_finish IS 'The listing''s own finish after the decision';

COMMENT ON COLUMN honeyburst.review.status_before IS 'Status of the suggestion before';

COMMENT ON COLUMN honeyburst.review.family_before IS 'Family before: what was suggested, or for undone what had been decided';

COMMENT ON COLUMN honeyburst.review.finish_before IS 'Finish before: what was suggested, or for undone what had been decided';

COMMENT ON COLUMN honeyburst.review.listing_finish_before IS 'The listing''s own finish before';

COMMENT ON COLUMN honeyburst.review.bulk IS 'Decided together with others';

COMMENT ON COLUMN honeyburst.review.blind IS 'The reviewer was not shown what is suggested';

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
    revision integer DEFAULT 0 NOT NULL,
    written_hash uuid,
    blind_draw double precision GENERATED ALWAYS AS (((((('x'::text || substr(md5((id)::text), 1, 8)))::bit(32))::bigint)::numeric / 4294967296.0)) STORED NOT NULL,
    reason_key text GENERATED ALWAYS AS (honeyburst.reason_key(reasons)) STORED NOT NULL,
    make text,
    either text[],
    suspicion real DEFAULT 0 NOT NULL,
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

COMMENT ON COLUMN honeyburst.suggestion.reasons IS 'Why the listing was picked; photos_disagree where its photos tell different stories; no_body, no_colour and repeated_photo where no photo has a vote';

COMMENT ON COLUMN honeyburst.suggestion.evidence IS 'What it rests on: {photos: [...], text: {...}, alternatives: [...]}';

COMMENT ON COLUMN honeyburst.suggestion.created_at IS 'When it was made';

COMMENT ON COLUMN honeyburst.suggestion.decided_at IS 'When it was decided or superseded';

COMMENT ON COLUMN honeyburst.suggestion.revision IS 'Raised by every decision; a decision names the revision that it saw';

COMMENT ON COLUMN honeyburst.suggestion.written_hash IS 'content_hash of the listing with the finish that the decision wrote into it; null where none was written';

COMMENT ON COLUMN honeyburst.suggestion.blind_draw IS 'Lot of the suggestion, 0 to below 1: it is first shown blind where the lot lies below the blind share';

COMMENT ON COLUMN honeyburst.suggestion.reason_key IS 'The reasons in one text, to be counted from an index';

COMMENT ON COLUMN honeyburst.suggestion.make IS 'Maker of the listing when the suggestion was made, in lower case; kept here to be found with status and confidence';

COMMENT ON COLUMN honeyburst.suggestion.either IS 'The two or three finishes of the family of which one is right with the confidence of an answer, the most probable first; null where the finish is named, or three are too few';

COMMENT ON COLUMN honeyburst.suggestion.suspicion IS 'How sure the strongest reason is that the stated finish is wrong, 0 to 1; evidence.strength has each reason';

CREATE VIEW analytics.decision AS
 SELECT r.id AS review_id,
    r.suggestion_id,
    l.external_id,
    l.make,
    l.model AS guitar_model,
    r.reviewer,
    r.created_at AS decided_at,
    r.decision,
    (r.revision = s.revision) AS stands,
        CASE
            WHEN r.bulk THEN 'bulk'::text
            WHEN r.blind THEN 'blind'::text
            ELSE 'shown'::text
        END AS seen,
    s.model,
    s.reasons,
    s.level,
    s.family AS suggested_family,
    s.finish AS suggested_finish,
    s.confidence,
    r.family AS decided_family,
    r.finish AS decided_finish,
        CASE
            WHEN (s.family IS NOT NULL) THEN COALESCE(((r.family = s.family) AND ((s.finish IS NULL) OR (r.finish = s.finish))), false)
            ELSE NULL::boolean
        END AS correct,
    r.note
   FROM ((honeyburst.review r
     JOIN honeyburst.suggestion s ON ((s.id = r.suggestion_id)))
     JOIN honeyburst.listing l ON ((l.id = s.listing_id)))
  WHERE ((r.decision <> 'undone'::text) AND ((r.revision = s.revision) OR r.blind));

COMMENT ON VIEW analytics.decision IS 'Decisions of reviewers beside what was suggested: those that stand, and blind ones that were taken back since, so that what was seen later does not mend them';

COMMENT ON COLUMN analytics.decision.review_id IS 'Identifier of the decision';

COMMENT ON COLUMN analytics.decision.suggestion_id IS 'Identifier of the suggestion';

COMMENT ON COLUMN analytics.decision.external_id IS 'The marketplace''s identifier of the listing';

COMMENT ON COLUMN analytics.decision.make IS 'Maker, as the seller wrote it';

COMMENT ON COLUMN analytics.decision.guitar_model IS 'Model of the guitar, as the seller wrote it';

COMMENT ON COLUMN analytics.decision.reviewer IS 'Who decided';

COMMENT ON COLUMN analytics.decision.decided_at IS 'When it was decided';

COMMENT ON COLUMN analytics.decision.decision IS 'accepted: as suggested; edited: another finish; rejected: no answer';

COMMENT ON COLUMN analytics.decision.stands IS 'False for a blind decision that was taken back since';

COMMENT ON COLUMN analytics.decision.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.decision.model IS 'Model that made the suggestion';

COMMENT ON COLUMN analytics.decision.reasons IS 'Why the listing was picked';

COMMENT ON COLUMN analytics.decision.level IS 'How far the suggestion went: finish, family or none';

COMMENT ON COLUMN analytics.decision.suggested_family IS 'Suggested family; null at level none';

COMMENT ON COLUMN analytics.decision.suggested_finish IS 'Suggested finish; null unless level is finish';

COMMENT ON COLUMN analytics.decision.confidence IS 'Calibrated probability of the suggestion, 0 to 1';

COMMENT ON COLUMN analytics.decision.decided_family IS 'Family that was decided on; null where it was rejected';

COMMENT ON COLUMN analytics.decision.decided_finish IS 'Finish that was decided on; null where none was named';

COMMENT ON COLUMN analytics.decision.correct IS 'Whether the suggestion agrees with the decision as far as it goes; rejected ones do not; null where nothing was suggested';

COMMENT ON COLUMN analytics.decision.note IS 'What the reviewer had to say';

CREATE VIEW analytics.calibration AS
 SELECT d.model,
    d.level,
    d.seen,
    b.bin,
    ((((b.bin - 1))::numeric / 10.0))::real AS confidence_from,
    (((b.bin)::numeric / 10.0))::real AS confidence_to,
    (avg(d.confidence))::real AS mean_confidence,
    count(*) AS decisions,
    count(*) FILTER (WHERE d.correct) AS correct,
    ((count(*) FILTER (WHERE d.correct))::real / (count(*))::double precision) AS "precision",
    (analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_low,
    (analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_high
   FROM (analytics.decision d
     CROSS JOIN LATERAL ( SELECT LEAST(width_bucket((d.confidence)::double precision, (0)::double precision, (1)::double precision, 10), 10) AS bin) b)
  WHERE (d.correct IS NOT NULL)
  GROUP BY d.model, d.level, d.seen, b.bin;

COMMENT ON VIEW analytics.calibration IS 'Stated confidence against how often reviewers agree, in ten bins: a calibrated model has mean_confidence within the interval of precision';

COMMENT ON COLUMN analytics.calibration.model IS 'Model that made the suggestions';

COMMENT ON COLUMN analytics.calibration.level IS 'How far the suggestions went: finish or family';

COMMENT ON COLUMN analytics.calibration.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.calibration.bin IS 'Bin of the confidence, 1 to 10';

COMMENT ON COLUMN analytics.calibration.confidence_from IS 'Where the bin begins';

COMMENT ON COLUMN analytics.calibration.confidence_to IS 'Where it ends';

COMMENT ON COLUMN analytics.calibration.mean_confidence IS 'Mean confidence of its suggestions, 0 to 1';

COMMENT ON COLUMN analytics.calibration.decisions IS 'Decisions on such suggestions';

COMMENT ON COLUMN analytics.calibration.correct IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.calibration."precision" IS 'correct / decisions, 0 to 1';

COMMENT ON COLUMN analytics.calibration.precision_low IS 'Lower end of its Wilson 95 % interval';

COMMENT ON COLUMN analytics.calibration.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW honeyburst.catalogue_listing AS
 SELECT l.id,
    l.guitar_maker,
    l.guitar_line,
    l.guitar_decade,
    l.finish_slug
   FROM honeyburst.listing l
  WHERE ((l.finish_slug IS NOT NULL) AND (l.state <> 'deleted'::text) AND (NOT COALESCE(honeyburst.contradicts(l.finish_slug, l.finish_family, l.text_finish, l.text_family), false)) AND (NOT (EXISTS ( SELECT
           FROM honeyburst.suggestion s
          WHERE ((s.listing_id = l.id) AND (s.status = 'pending'::text) AND (s.reasons @> '{contradicts_photo}'::text[]))))) AND (NOT (EXISTS ( SELECT
           FROM honeyburst.suggestion s
          WHERE ((s.listing_id = l.id) AND (s.written_hash = l.content_hash))))) AND (NOT (EXISTS ( SELECT
           FROM (honeyburst.review r
             JOIN honeyburst.suggestion s ON ((s.id = r.suggestion_id)))
          WHERE ((s.listing_id = l.id) AND (r.finish = l.finish_slug) AND ((s.evidence #>> '{stated,finish}'::text[]) IS DISTINCT FROM l.finish_slug))))));

COMMENT ON VIEW honeyburst.catalogue_listing IS 'Listings that teach which finishes guitars have: their stated finish is recognised, contradicted neither by their words nor by their photos, and not one that a reviewer gave them';

COMMENT ON COLUMN honeyburst.catalogue_listing.id IS 'The listing';

COMMENT ON COLUMN honeyburst.catalogue_listing.guitar_maker IS 'Maker, or null';

COMMENT ON COLUMN honeyburst.catalogue_listing.guitar_line IS 'Model line, or null';

COMMENT ON COLUMN honeyburst.catalogue_listing.guitar_decade IS 'First year of the decade, or null';

COMMENT ON COLUMN honeyburst.catalogue_listing.finish_slug IS 'The stated finish';

CREATE VIEW analytics.catalogue_finish AS
 SELECT catalogue_listing.guitar_maker AS maker,
    catalogue_listing.guitar_line AS line,
    catalogue_listing.guitar_decade AS decade,
    catalogue_listing.finish_slug AS finish,
    count(*) AS listings,
    ((count(*))::real / (sum(count(*)) OVER (PARTITION BY catalogue_listing.guitar_maker, catalogue_listing.guitar_line, catalogue_listing.guitar_decade))::real) AS share
   FROM honeyburst.catalogue_listing
  GROUP BY catalogue_listing.guitar_maker, catalogue_listing.guitar_line, catalogue_listing.guitar_decade, catalogue_listing.finish_slug;

COMMENT ON VIEW analytics.catalogue_finish IS 'How many listings of a maker, model line and decade state a finish: what the catalogue knows when it suggests one';

COMMENT ON COLUMN analytics.catalogue_finish.maker IS 'Maker; null if the words name none';

COMMENT ON COLUMN analytics.catalogue_finish.line IS 'Model line; null if the words name none';

COMMENT ON COLUMN analytics.catalogue_finish.decade IS 'First year of the decade; null if the year is unknown';

COMMENT ON COLUMN analytics.catalogue_finish.finish IS 'Stated finish';

COMMENT ON COLUMN analytics.catalogue_finish.listings IS 'Listings that state it';

COMMENT ON COLUMN analytics.catalogue_finish.share IS 'Their share among the listings of this maker, line and decade, 0 to 1';

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
    trace_parent text,
    not_before timestamp with time zone,
    postponements smallint DEFAULT 0 NOT NULL,
    CONSTRAINT enrichment_level_check CHECK ((level = ANY (ARRAY['finish'::text, 'family'::text, 'none'::text]))),
    CONSTRAINT enrichment_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'dispatched'::text, 'done'::text, 'skipped'::text, 'failed'::text]))),
    CONSTRAINT enrichment_trace_parent_check CHECK ((length(trace_parent) <= 55))
)
WITH (autovacuum_vacuum_scale_factor='0.05', autovacuum_analyze_scale_factor='0.02');

COMMENT ON TABLE honeyburst.enrichment IS 'The ledger: one row for a listing in one state of its text and photos, for one model';

COMMENT ON COLUMN honeyburst.enrichment.id IS 'Identifier; what the queue carries';

COMMENT ON COLUMN honeyburst.enrichment.listing_id IS 'The listing to enrich';

COMMENT ON COLUMN honeyburst.enrichment.content_hash IS 'State of the listing that was seen when the row was made';

COMMENT ON COLUMN honeyburst.enrichment.model IS 'Model to use';

COMMENT ON COLUMN honeyburst.enrichment.reasons IS 'Why the listing was picked: missing, unrecognised, vague, contradicts_text, contradicts_photo, unusual_for_model, unchecked';

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

COMMENT ON COLUMN honeyburst.enrichment.family IS 'Family that the photos show; null where no photo has a vote';

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

COMMENT ON COLUMN honeyburst.enrichment.trace_parent IS 'W3C traceparent of the request or backfill that put the row on the ledger, where it was traced';

COMMENT ON COLUMN honeyburst.enrichment.not_before IS 'A pending row is not put on the queue before this time; error_code and error_message say why';

COMMENT ON COLUMN honeyburst.enrichment.postponements IS 'How often the row was put off because its photo host was down';

CREATE VIEW analytics.coverage_daily AS
 SELECT (date_trunc('day'::text, e.finished_at))::date AS day,
    e.model,
    count(*) AS enriched,
    count(*) FILTER (WHERE (e.level = 'finish'::text)) AS answered_finish,
    count(*) FILTER (WHERE (e.level = 'family'::text)) AS answered_family,
    count(*) FILTER (WHERE (e.level = 'none'::text)) AS answered_none,
    ((count(*) FILTER (WHERE (e.level = 'finish'::text)))::real / (count(*))::double precision) AS finish_share,
    ((count(*) FILTER (WHERE (e.level = 'family'::text)))::real / (count(*))::double precision) AS family_share,
    ((count(*) FILTER (WHERE (e.level = 'none'::text)))::real / (count(*))::double precision) AS none_share,
    count(s.id) AS suggested,
    count(*) FILTER (WHERE (s.status = 'pending'::text)) AS pending,
    count(*) FILTER (WHERE (s.status = 'accepted'::text)) AS accepted,
    count(*) FILTER (WHERE (s.status = 'edited'::text)) AS edited,
    count(*) FILTER (WHERE (s.status = 'rejected'::text)) AS rejected,
    count(*) FILTER (WHERE (s.status = 'superseded'::text)) AS superseded
   FROM (honeyburst.enrichment e
     LEFT JOIN honeyburst.suggestion s ON ((s.enrichment_id = e.id)))
  WHERE ((e.state = 'done'::text) AND (e.finished_at IS NOT NULL))
  GROUP BY ((date_trunc('day'::text, e.finished_at))::date), e.model;

COMMENT ON VIEW analytics.coverage_daily IS 'What became of the listings enriched on a day: how far the answers go, and what reviewers have made of the suggestions by now';

COMMENT ON COLUMN analytics.coverage_daily.day IS 'Day on which the listings were enriched';

COMMENT ON COLUMN analytics.coverage_daily.model IS 'Model that was used';

COMMENT ON COLUMN analytics.coverage_daily.enriched IS 'Listings enriched';

COMMENT ON COLUMN analytics.coverage_daily.answered_finish IS 'Those whose photos gave a finish';

COMMENT ON COLUMN analytics.coverage_daily.answered_family IS 'Those whose photos gave only a family';

COMMENT ON COLUMN analytics.coverage_daily.answered_none IS 'Those whose photos gave neither';

COMMENT ON COLUMN analytics.coverage_daily.finish_share IS 'answered_finish / enriched, 0 to 1';

COMMENT ON COLUMN analytics.coverage_daily.family_share IS 'answered_family / enriched, 0 to 1';

COMMENT ON COLUMN analytics.coverage_daily.none_share IS 'answered_none / enriched, 0 to 1';

COMMENT ON COLUMN analytics.coverage_daily.suggested IS 'Suggestions made; the rest confirmed what the seller states';

COMMENT ON COLUMN analytics.coverage_daily.pending IS 'Suggestions that still wait for a reviewer';

COMMENT ON COLUMN analytics.coverage_daily.accepted IS 'Suggestions accepted';

COMMENT ON COLUMN analytics.coverage_daily.edited IS 'Suggestions decided otherwise';

COMMENT ON COLUMN analytics.coverage_daily.rejected IS 'Suggestions rejected';

COMMENT ON COLUMN analytics.coverage_daily.superseded IS 'Suggestions that a newer one replaced';

CREATE TABLE custom_vision_client.usage (
    resource text NOT NULL,
    month date NOT NULL,
    calls bigint NOT NULL,
    CONSTRAINT usage_month_check CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone)))
);

COMMENT ON TABLE custom_vision_client.usage IS 'Predictions asked of each resource of Custom Vision, by month: what the bill will say';

COMMENT ON COLUMN custom_vision_client.usage.resource IS 'Address of the resource';

COMMENT ON COLUMN custom_vision_client.usage.month IS 'First day of the calendar month, in UTC';

COMMENT ON COLUMN custom_vision_client.usage.calls IS 'Predictions answered, and those whose answer was lost; what the service refused is not among them';

CREATE VIEW analytics.custom_vision_cost AS
 SELECT u.month,
    u.resource,
    u.calls,
    (((u.calls)::double precision * (2.0)::double precision) / (1000)::double precision) AS usd_at_list_price,
    (sum(u.calls) OVER (PARTITION BY u.resource ORDER BY u.month))::bigint AS calls_so_far
   FROM custom_vision_client.usage u;

COMMENT ON VIEW analytics.custom_vision_cost IS 'Predictions that were paid for at Custom Vision, by month';

COMMENT ON COLUMN analytics.custom_vision_cost.month IS 'First day of the calendar month, in UTC';

COMMENT ON COLUMN analytics.custom_vision_cost.resource IS 'Address of the resource';

COMMENT ON COLUMN analytics.custom_vision_cost.calls IS 'Predictions answered, and those whose answer was lost';

COMMENT ON COLUMN analytics.custom_vision_cost.usd_at_list_price IS 'What they cost at 2 USD for 1,000, the list price of S0; multiply calls by your own price where it differs';

COMMENT ON COLUMN analytics.custom_vision_cost.calls_so_far IS 'Predictions of the resource up to and with this month';

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

CREATE VIEW analytics.failure_by_code AS
 SELECT f.error_code,
    f.stage,
    f.model,
    f.failures,
    f.mean_attempts,
    f.first_at,
    f.last_at,
    l.external_id AS example_external_id,
    e.error_message AS example_message
   FROM ((( SELECT enrichment.error_code,
            enrichment.stage,
            enrichment.model,
            count(*) AS failures,
            (avg(enrichment.attempts))::real AS mean_attempts,
            min(enrichment.finished_at) AS first_at,
            max(enrichment.finished_at) AS last_at,
            max(enrichment.id) AS example_id
           FROM honeyburst.enrichment
          WHERE (enrichment.state = 'failed'::text)
          GROUP BY enrichment.error_code, enrichment.stage, enrichment.model) f
     JOIN honeyburst.enrichment e ON ((e.id = f.example_id)))
     JOIN honeyburst.listing l ON ((l.id = e.listing_id)));

COMMENT ON VIEW analytics.failure_by_code IS 'Work that failed for good, by code; analytics.enrichment_failure has each of it';

COMMENT ON COLUMN analytics.failure_by_code.error_code IS 'Code of the failure; backfill --retry CODE puts the work back';

COMMENT ON COLUMN analytics.failure_by_code.stage IS 'Stage that failed: fetch, decode, model, classify, write; null where the worker died';

COMMENT ON COLUMN analytics.failure_by_code.model IS 'Model that was to be used';

COMMENT ON COLUMN analytics.failure_by_code.failures IS 'Listings that failed';

COMMENT ON COLUMN analytics.failure_by_code.mean_attempts IS 'How often they were tried, on average';

COMMENT ON COLUMN analytics.failure_by_code.first_at IS 'When the first was given up';

COMMENT ON COLUMN analytics.failure_by_code.last_at IS 'When the last was given up';

COMMENT ON COLUMN analytics.failure_by_code.example_external_id IS 'The newest of these listings';

COMMENT ON COLUMN analytics.failure_by_code.example_message IS 'Its message';

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
    s.created_at,
    s.either
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

COMMENT ON COLUMN analytics.pending_suggestion.either IS 'Two or three finishes of the family of which one is right with the confidence of an answer, the most probable first; null where there are none';

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
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    view text,
    reason text,
    picture_hash bigint,
    picture_unsure bigint,
    picture_colours bytea
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

COMMENT ON COLUMN honeyburst.prediction.view IS 'Part of the guitar in sight: front, back, detail, headstock, case or other; null where the model does not tell';

COMMENT ON COLUMN honeyburst.prediction.reason IS 'Why the photo has no vote: no_body, no_colour (grey or a single tint) or repeated_photo (the same picture belonged to other guitars at that time); null: it may have one';

COMMENT ON COLUMN honeyburst.prediction.picture_hash IS 'Perceptual hash of the picture: the same for most copies of it in other sizes and formats; null for photos of before 0.2';

COMMENT ON COLUMN honeyburst.prediction.picture_unsure IS 'The bits of picture_hash that a copy may have otherwise';

COMMENT ON COLUMN honeyburst.prediction.picture_colours IS 'Mean colours of 4 x 4 parts of the picture, RGB: other guitars in the same pose differ in them';

CREATE VIEW analytics.reviewed_photo AS
 SELECT d.suggestion_id,
    d.external_id,
    d.seen,
    d.decided_at,
    p.model,
    p."position",
    p.url,
    p.family AS photo_family,
    p.finish AS photo_finish,
    p.confidence,
    p.body_share,
    w.weight,
    d.decided_family,
    d.decided_finish,
    (p.family = d.decided_family) AS family_agrees,
    (p.finish = d.decided_finish) AS finish_agrees,
    p.view,
    p.reason
   FROM (((analytics.decision d
     JOIN honeyburst.suggestion s ON ((s.id = d.suggestion_id)))
     JOIN honeyburst.prediction p ON ((p.enrichment_id = s.enrichment_id)))
     LEFT JOIN LATERAL ( SELECT ((one.value ->> 'weight'::text))::real AS weight
           FROM jsonb_array_elements((s.evidence -> 'photos'::text)) one(value)
          WHERE (((one.value ->> 'position'::text))::integer = p."position")
         LIMIT 1) w ON (true))
  WHERE (d.stands AND (d.decided_family IS NOT NULL));

COMMENT ON VIEW analytics.reviewed_photo IS 'What the model saw on each photo of a listing that was decided, beside the decision';

COMMENT ON COLUMN analytics.reviewed_photo.suggestion_id IS 'Identifier of the suggestion';

COMMENT ON COLUMN analytics.reviewed_photo.external_id IS 'The marketplace''s identifier of the listing';

COMMENT ON COLUMN analytics.reviewed_photo.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.reviewed_photo.decided_at IS 'When it was decided';

COMMENT ON COLUMN analytics.reviewed_photo.model IS 'Model that looked at the photo';

COMMENT ON COLUMN analytics.reviewed_photo."position" IS 'Place of the photo in the listing, from 0';

COMMENT ON COLUMN analytics.reviewed_photo.url IS 'Address the photo came from';

COMMENT ON COLUMN analytics.reviewed_photo.photo_family IS 'Family the photo shows by the model';

COMMENT ON COLUMN analytics.reviewed_photo.photo_finish IS 'Finish the photo shows by the model; null where it knows none';

COMMENT ON COLUMN analytics.reviewed_photo.confidence IS 'Calibrated probability of that, 0 to 1';

COMMENT ON COLUMN analytics.reviewed_photo.body_share IS 'How clearly a guitar body is to be seen, 0 to 1';

COMMENT ON COLUMN analytics.reviewed_photo.weight IS 'Share of the photo in the answer of the listing, 0 to 1; null where it is not on record';

COMMENT ON COLUMN analytics.reviewed_photo.decided_family IS 'Family that was decided on';

COMMENT ON COLUMN analytics.reviewed_photo.decided_finish IS 'Finish that was decided on; null where none was named';

COMMENT ON COLUMN analytics.reviewed_photo.family_agrees IS 'Whether the photo shows the decided family';

COMMENT ON COLUMN analytics.reviewed_photo.finish_agrees IS 'Whether the photo shows the decided finish; null where either is missing';

COMMENT ON COLUMN analytics.reviewed_photo.view IS 'Part of the guitar in sight by the model: front, back, detail, headstock, case or other; null where it does not tell';

COMMENT ON COLUMN analytics.reviewed_photo.reason IS 'Why the photo had no vote: no_body, no_colour or repeated_photo; null: it may have had one';

CREATE VIEW analytics.photo_agreement AS
 SELECT p.model,
    p."position",
    b.weight_from,
    (b.weight_from + (0.25)::real) AS weight_to,
    p.seen,
    count(*) AS photos,
    count(*) FILTER (WHERE p.family_agrees) AS family_agreed,
    (avg((p.family_agrees)::integer))::real AS family_agreement,
    (analytics.wilson_low(count(*) FILTER (WHERE p.family_agrees), count(*)))::real AS family_low,
    (analytics.wilson_high(count(*) FILTER (WHERE p.family_agrees), count(*)))::real AS family_high,
    count(p.finish_agrees) AS finish_compared,
    count(*) FILTER (WHERE p.finish_agrees) AS finish_agreed,
    (avg((p.finish_agrees)::integer))::real AS finish_agreement,
    (analytics.wilson_low(count(*) FILTER (WHERE p.finish_agrees), count(p.finish_agrees)))::real AS finish_low,
    (analytics.wilson_high(count(*) FILTER (WHERE p.finish_agrees), count(p.finish_agrees)))::real AS finish_high
   FROM (analytics.reviewed_photo p
     CROSS JOIN LATERAL ( SELECT ((((LEAST(width_bucket((p.weight)::double precision, (0)::double precision, (1)::double precision, 4), 4) - 1))::numeric / 4.0))::real AS weight_from) b)
  GROUP BY p.model, p."position", b.weight_from, p.seen;

COMMENT ON VIEW analytics.photo_agreement IS 'How often single photos agree with what was decided of their listing, by place and by their weight in the answer';

COMMENT ON COLUMN analytics.photo_agreement.model IS 'Model that looked at the photos';

COMMENT ON COLUMN analytics.photo_agreement."position" IS 'Place of the photos in their listing, from 0';

COMMENT ON COLUMN analytics.photo_agreement.weight_from IS 'Least share in the answer of the listing; null where it is not on record';

COMMENT ON COLUMN analytics.photo_agreement.weight_to IS 'Where that quarter ends';

COMMENT ON COLUMN analytics.photo_agreement.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.photo_agreement.photos IS 'Photos of listings that were decided';

COMMENT ON COLUMN analytics.photo_agreement.family_agreed IS 'Those that show the decided family';

COMMENT ON COLUMN analytics.photo_agreement.family_agreement IS 'family_agreed / photos, 0 to 1';

COMMENT ON COLUMN analytics.photo_agreement.family_low IS 'Lower end of its Wilson 95 % interval, photos counted as independent';

COMMENT ON COLUMN analytics.photo_agreement.family_high IS 'Upper end of it';

COMMENT ON COLUMN analytics.photo_agreement.finish_compared IS 'Photos with a finish, of listings for which one was decided';

COMMENT ON COLUMN analytics.photo_agreement.finish_agreed IS 'Those that show the decided finish';

COMMENT ON COLUMN analytics.photo_agreement.finish_agreement IS 'finish_agreed / finish_compared, 0 to 1';

COMMENT ON COLUMN analytics.photo_agreement.finish_low IS 'Lower end of its Wilson 95 % interval';

COMMENT ON COLUMN analytics.photo_agreement.finish_high IS 'Upper end of it';

CREATE VIEW analytics.photo_failure AS
 SELECT (one.value ->> 'code'::text) AS error_code,
    (one.value ->> 'stage'::text) AS stage,
    e.model,
    count(*) AS photos,
    count(DISTINCT e.listing_id) AS listings,
    count(*) FILTER (WHERE (e.state = 'done'::text)) AS made_up_for,
    max(e.finished_at) AS last_at
   FROM (honeyburst.enrichment e
     CROSS JOIN LATERAL jsonb_array_elements(e.photo_errors) one(value))
  WHERE (e.photo_errors <> '[]'::jsonb)
  GROUP BY (one.value ->> 'code'::text), (one.value ->> 'stage'::text), e.model;

COMMENT ON VIEW analytics.photo_failure IS 'Photos that could not be used, by code, also of listings that were enriched from their other photos';

COMMENT ON COLUMN analytics.photo_failure.error_code IS 'Code of the failure';

COMMENT ON COLUMN analytics.photo_failure.stage IS 'Stage that failed: fetch or decode';

COMMENT ON COLUMN analytics.photo_failure.model IS 'Model that was to be used';

COMMENT ON COLUMN analytics.photo_failure.photos IS 'Photos that failed';

COMMENT ON COLUMN analytics.photo_failure.listings IS 'Listings they belong to';

COMMENT ON COLUMN analytics.photo_failure.made_up_for IS 'Photos whose listing was enriched all the same';

COMMENT ON COLUMN analytics.photo_failure.last_at IS 'When the last such listing was closed';

CREATE VIEW analytics.precision_by_finish AS
 SELECT d.model,
    d.suggested_family AS family,
    d.suggested_finish AS finish,
    d.level,
    d.seen,
    count(*) AS decisions,
    count(*) FILTER (WHERE d.correct) AS correct,
    ((count(*) FILTER (WHERE d.correct))::real / (count(*))::double precision) AS "precision",
    (analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_low,
    (analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_high
   FROM analytics.decision d
  WHERE (d.correct IS NOT NULL)
  GROUP BY d.model, d.suggested_family, d.suggested_finish, d.level, d.seen;

COMMENT ON VIEW analytics.precision_by_finish IS 'How often reviewers agree with each suggested finish, and with each family where no more was suggested';

COMMENT ON COLUMN analytics.precision_by_finish.model IS 'Model that made the suggestions';

COMMENT ON COLUMN analytics.precision_by_finish.family IS 'Suggested family';

COMMENT ON COLUMN analytics.precision_by_finish.finish IS 'Suggested finish; null at level family';

COMMENT ON COLUMN analytics.precision_by_finish.level IS 'How far the suggestions went: finish or family';

COMMENT ON COLUMN analytics.precision_by_finish.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.precision_by_finish.decisions IS 'Decisions on such suggestions';

COMMENT ON COLUMN analytics.precision_by_finish.correct IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.precision_by_finish."precision" IS 'correct / decisions, 0 to 1';

COMMENT ON COLUMN analytics.precision_by_finish.precision_low IS 'Lower end of its Wilson 95 % interval';

COMMENT ON COLUMN analytics.precision_by_finish.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.precision_by_model AS
 SELECT d.model,
    d.level,
    d.seen,
    count(*) AS decisions,
    count(*) FILTER (WHERE d.correct) AS correct,
    ((count(*) FILTER (WHERE d.correct))::real / (count(*))::double precision) AS "precision",
    (analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_low,
    (analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_high
   FROM analytics.decision d
  WHERE (d.correct IS NOT NULL)
  GROUP BY d.model, d.level, d.seen;

COMMENT ON VIEW analytics.precision_by_model IS 'How often reviewers agree with a model, by how far its suggestions go';

COMMENT ON COLUMN analytics.precision_by_model.model IS 'Model that made the suggestions';

COMMENT ON COLUMN analytics.precision_by_model.level IS 'How far the suggestions went: finish or family';

COMMENT ON COLUMN analytics.precision_by_model.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.precision_by_model.decisions IS 'Decisions on such suggestions';

COMMENT ON COLUMN analytics.precision_by_model.correct IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.precision_by_model."precision" IS 'correct / decisions, 0 to 1';

COMMENT ON COLUMN analytics.precision_by_model.precision_low IS 'Lower end of its Wilson 95 % interval';

COMMENT ON COLUMN analytics.precision_by_model.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.precision_by_reason AS
 SELECT d.model,
    reason.reason,
    d.level,
    d.seen,
    count(*) AS decisions,
    count(*) FILTER (WHERE d.correct) AS correct,
    ((count(*) FILTER (WHERE d.correct))::real / (count(*))::double precision) AS "precision",
    (analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_low,
    (analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_high
   FROM (analytics.decision d
     CROSS JOIN LATERAL unnest(d.reasons) reason(reason))
  WHERE (d.correct IS NOT NULL)
  GROUP BY d.model, reason.reason, d.level, d.seen;

COMMENT ON VIEW analytics.precision_by_reason IS 'How often reviewers agree, by why the listing was picked; a listing counts for each of its reasons';

COMMENT ON COLUMN analytics.precision_by_reason.model IS 'Model that made the suggestions';

COMMENT ON COLUMN analytics.precision_by_reason.reason IS 'Why the listing was picked, or photos_disagree';

COMMENT ON COLUMN analytics.precision_by_reason.level IS 'How far the suggestions went: finish or family';

COMMENT ON COLUMN analytics.precision_by_reason.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.precision_by_reason.decisions IS 'Decisions on such suggestions';

COMMENT ON COLUMN analytics.precision_by_reason.correct IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.precision_by_reason."precision" IS 'correct / decisions, 0 to 1';

COMMENT ON COLUMN analytics.precision_by_reason.precision_low IS 'Lower end of its Wilson 95 % interval';

COMMENT ON COLUMN analytics.precision_by_reason.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.precision_by_reviewer AS
 SELECT d.reviewer,
    d.level,
    d.seen,
    count(*) AS decisions,
    count(*) FILTER (WHERE d.correct) AS correct,
    ((count(*) FILTER (WHERE d.correct))::real / (count(*))::double precision) AS "precision",
    (analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_low,
    (analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*)))::real AS precision_high
   FROM analytics.decision d
  WHERE (d.correct IS NOT NULL)
  GROUP BY d.reviewer, d.level, d.seen;

COMMENT ON VIEW analytics.precision_by_reviewer IS 'How often each reviewer agrees; compare shown with blind for over-acceptance (analytics.reviewer sums it up)';

COMMENT ON COLUMN analytics.precision_by_reviewer.reviewer IS 'Who decided';

COMMENT ON COLUMN analytics.precision_by_reviewer.level IS 'How far the suggestions went: finish or family';

COMMENT ON COLUMN analytics.precision_by_reviewer.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';

COMMENT ON COLUMN analytics.precision_by_reviewer.decisions IS 'Decisions on such suggestions';

COMMENT ON COLUMN analytics.precision_by_reviewer.correct IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.precision_by_reviewer."precision" IS 'correct / decisions, 0 to 1';

COMMENT ON COLUMN analytics.precision_by_reviewer.precision_low IS 'Lower end of its Wilson 95 % interval';

COMMENT ON COLUMN analytics.precision_by_reviewer.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.reviewer AS
 SELECT c.reviewer,
    c.decisions,
    c.accepted,
    c.edited,
    c.rejected,
    c.undone,
    c.bulk,
    c.shown,
    c.shown_agreed,
    c.blind,
    c.blind_agreed,
    c.first_at,
    c.last_at,
    ((c.shown_agreed)::real / (NULLIF(c.shown, 0))::double precision) AS acceptance,
    ((c.blind_agreed)::real / (NULLIF(c.blind, 0))::double precision) AS blind_agreement,
    (((c.shown_agreed)::real / (NULLIF(c.shown, 0))::double precision) - ((c.blind_agreed)::real / (NULLIF(c.blind, 0))::double precision)) AS over_acceptance
   FROM ( SELECT r.reviewer,
            count(*) FILTER (WHERE (r.decision <> 'undone'::text)) AS decisions,
            count(*) FILTER (WHERE (r.stands AND (r.decision = 'accepted'::text))) AS accepted,
            count(*) FILTER (WHERE (r.stands AND (r.decision = 'edited'::text))) AS edited,
            count(*) FILTER (WHERE (r.stands AND (r.decision = 'rejected'::text))) AS rejected,
            count(*) FILTER (WHERE (r.decision = 'undone'::text)) AS undone,
            count(*) FILTER (WHERE (r.stands AND r.bulk)) AS bulk,
            count(*) FILTER (WHERE (r.comparable AND r.stands AND (NOT r.blind))) AS shown,
            count(*) FILTER (WHERE (r.comparable AND r.stands AND (NOT r.blind) AND r.agreed)) AS shown_agreed,
            count(*) FILTER (WHERE (r.comparable AND r.blind)) AS blind,
            count(*) FILTER (WHERE (r.comparable AND r.blind AND r.agreed)) AS blind_agreed,
            min(r.created_at) AS first_at,
            max(r.created_at) AS last_at
           FROM ( SELECT r_1.id,
                    r_1.suggestion_id,
                    r_1.reviewer,
                    r_1.decision,
                    r_1.family,
                    r_1.finish,
                    r_1.note,
                    r_1.created_at,
                    r_1.revision,
                    r_1.finish_name,
                    r_1.listing_finish,
                    r_1.status_before,
                    r_1.family_before,
                    r_1.finish_before,
                    r_1.listing_finish_before,
                    r_1.bulk,
                    r_1.blind,
                    ((r_1.decision <> 'undone'::text) AND (r_1.revision = s.revision)) AS stands,
                    ((r_1.decision <> 'undone'::text) AND (s.family IS NOT NULL)) AS comparable,
                    COALESCE(((r_1.family = s.family) AND ((s.finish IS NULL) OR (r_1.finish = s.finish))), false) AS agreed
                   FROM (honeyburst.review r_1
                     JOIN honeyburst.suggestion s ON ((s.id = r_1.suggestion_id)))) r
          GROUP BY r.reviewer) c;

COMMENT ON VIEW analytics.reviewer IS 'What each reviewer decided, and how much more readily suggestions are accepted where they are shown';

COMMENT ON COLUMN analytics.reviewer.reviewer IS 'Who decided';

COMMENT ON COLUMN analytics.reviewer.decisions IS 'Decisions, also those undone since';

COMMENT ON COLUMN analytics.reviewer.accepted IS 'Decisions that stand and accept what was suggested';

COMMENT ON COLUMN analytics.reviewer.edited IS 'Decisions that stand and name something else';

COMMENT ON COLUMN analytics.reviewer.rejected IS 'Decisions that stand and give no answer';

COMMENT ON COLUMN analytics.reviewer.undone IS 'How often the reviewer took a decision back';

COMMENT ON COLUMN analytics.reviewer.bulk IS 'Decisions that stand and were made together with others';

COMMENT ON COLUMN analytics.reviewer.shown IS 'Decisions that stand, on suggestions of a family or finish that were shown';

COMMENT ON COLUMN analytics.reviewer.shown_agreed IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.reviewer.blind IS 'Decisions on suggestions of a family or finish that were not shown, also those undone since';

COMMENT ON COLUMN analytics.reviewer.blind_agreed IS 'Those of them that agree with the suggestion as far as it goes';

COMMENT ON COLUMN analytics.reviewer.first_at IS 'Time of the first decision';

COMMENT ON COLUMN analytics.reviewer.last_at IS 'Time of the last decision';

COMMENT ON COLUMN analytics.reviewer.acceptance IS 'Share that agrees where the suggestion was shown, 0 to 1';

COMMENT ON COLUMN analytics.reviewer.blind_agreement IS 'Share that agrees where it was not, 0 to 1';

COMMENT ON COLUMN analytics.reviewer.over_acceptance IS 'acceptance less blind_agreement: above 0, seeing the suggestion leads to agreeing with it; null without blind decisions';

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

CREATE VIEW analytics.suspicious_listing_ranked AS
 SELECT row_number() OVER (ORDER BY COALESCE((s.status = ANY (ARRAY['accepted'::text, 'edited'::text, 'rejected'::text])), false), (array_position('{contradicted,unclear,missing}'::text[], k.kind)), a.audit_rank, (cardinality(s.reasons)) DESC, s.confidence DESC NULLS LAST, s.external_id) AS rank,
    k.kind,
    a.audit_rank,
    a.audit_margin,
    s.external_id,
    s.make,
    s.guitar_model,
    s.title,
    s.stated_finish,
    s.reasons,
    s.finish_in_text,
    s.words_in_text,
    s.suggestion_level,
    s.suggested_family,
    s.suggested_finish,
    s.confidence,
    s.status
   FROM (((analytics.suspicious_listing s
     JOIN honeyburst.listing l ON ((l.external_id = s.external_id)))
     CROSS JOIN LATERAL ( SELECT
                CASE
                    WHEN (s.reasons && '{contradicts_text,contradicts_photo,unusual_for_model}'::text[]) THEN 'contradicted'::text
                    WHEN (s.reasons && '{vague,unrecognised}'::text[]) THEN 'unclear'::text
                    ELSE 'missing'::text
                END AS kind) k)
     LEFT JOIN ( SELECT DISTINCT ON (enrichment.listing_id, enrichment.content_hash) enrichment.listing_id,
            enrichment.content_hash,
            enrichment.audit_rank,
            enrichment.audit_margin
           FROM honeyburst.enrichment
          WHERE (enrichment.audit_rank IS NOT NULL)
          ORDER BY enrichment.listing_id, enrichment.content_hash, enrichment.id DESC) a ON (((a.listing_id = l.id) AND (a.content_hash = l.content_hash))));

COMMENT ON VIEW analytics.suspicious_listing_ranked IS 'Suspicious listings, those most worth a look first: undecided before decided, contradicted before unclear before missing, by the last audit''s rank, by the number of reasons, by the confidence of the suggestion';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.rank IS 'Place in that order, from 1';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.kind IS 'contradicted: text, photos or the other listings of the model line say otherwise; unclear: stated vaguely or unknown to the taxonomy; missing: not stated';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.audit_rank IS 'Rank among the listings that the last audit of the catalogue doubts; null where it does not';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.audit_margin IS 'Probability of the stated label less that of the best other one in that audit, -1 to 1';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.external_id IS 'The marketplace''s identifier of the listing';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.make IS 'Maker, as the seller wrote it';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.guitar_model IS 'Model of the guitar, as the seller wrote it';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.title IS 'Title, as the seller wrote it';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.stated_finish IS 'Finish, as the seller wrote it';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.reasons IS 'Why it is suspicious';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.finish_in_text IS 'Finish that the title, model or description names';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.words_in_text IS 'The words that name it';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.suggestion_level IS 'How far the latest suggestion goes';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.suggested_family IS 'Suggested family';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.suggested_finish IS 'Suggested finish';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.confidence IS 'Calibrated probability of the answer, 0 to 1';

COMMENT ON COLUMN analytics.suspicious_listing_ranked.status IS 'Status of the latest suggestion';

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

CREATE VIEW analytics.throughput_hourly AS
 SELECT date_trunc('hour'::text, e.finished_at) AS hour,
    e.model,
    count(*) AS listings,
    (sum(p.photos))::bigint AS photos,
    (avg(e.fetch_ms))::real AS mean_fetch_ms,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ((e.fetch_ms)::double precision)) AS p95_fetch_ms,
    (avg(e.classify_ms))::real AS mean_classify_ms,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ((e.classify_ms)::double precision)) AS p95_classify_ms
   FROM (honeyburst.enrichment e
     CROSS JOIN LATERAL ( SELECT count(*) AS photos
           FROM honeyburst.prediction p_1
          WHERE (p_1.enrichment_id = e.id)) p)
  WHERE ((e.state = 'done'::text) AND (e.finished_at IS NOT NULL))
  GROUP BY (date_trunc('hour'::text, e.finished_at)), e.model;

COMMENT ON VIEW analytics.throughput_hourly IS 'Listings and photos an hour, and where their time went; narrow it by hour on a large ledger';

COMMENT ON COLUMN analytics.throughput_hourly.hour IS 'Beginning of the hour';

COMMENT ON COLUMN analytics.throughput_hourly.model IS 'Model that was used';

COMMENT ON COLUMN analytics.throughput_hourly.listings IS 'Listings enriched';

COMMENT ON COLUMN analytics.throughput_hourly.photos IS 'Their photos that were classified';

COMMENT ON COLUMN analytics.throughput_hourly.mean_fetch_ms IS 'Mean milliseconds a listing spent on fetching and decoding';

COMMENT ON COLUMN analytics.throughput_hourly.p95_fetch_ms IS 'What 95 % of the listings stay below';

COMMENT ON COLUMN analytics.throughput_hourly.mean_classify_ms IS 'Mean milliseconds a listing spent on waiting for the classifier and on classification';

COMMENT ON COLUMN analytics.throughput_hourly.p95_classify_ms IS 'What 95 % of the listings stay below';

CREATE TABLE custom_vision_client.answer (
    iteration_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    probabilities jsonb NOT NULL,
    answered_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE custom_vision_client.answer IS 'Answers that were paid for, kept so that no worker asks twice; older ones may be deleted at any time';

COMMENT ON COLUMN custom_vision_client.answer.iteration_id IS 'Iteration of Custom Vision that answered';

COMMENT ON COLUMN custom_vision_client.answer.sha256 IS 'SHA-256 of the bytes that were sent';

COMMENT ON COLUMN custom_vision_client.answer.probabilities IS 'Probability of each tag, 0 to 1, by its name';

COMMENT ON COLUMN custom_vision_client.answer.answered_at IS 'When the service answered';

CREATE TABLE custom_vision_client.pace (
    resource text NOT NULL,
    next_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE custom_vision_client.pace IS 'When each resource of Custom Vision may be called next, so that all workers together keep its rate limit';

COMMENT ON COLUMN custom_vision_client.pace.resource IS 'Address of the resource';

COMMENT ON COLUMN custom_vision_client.pace.next_at IS 'The first moment that no call has reserved yet';

CREATE TABLE custom_vision_server.background_work (
    kind text NOT NULL,
    id text NOT NULL
);

COMMENT ON TABLE custom_vision_server.background_work IS 'Pieces of work that a process of serve does or was killed over; whoever does one holds its row locked';

COMMENT ON COLUMN custom_vision_server.background_work.kind IS 'Kind of work';

COMMENT ON COLUMN custom_vision_server.background_work.id IS 'What is worked on, such as the id of an iteration';

CREATE TABLE custom_vision_server.export (
    iteration_id uuid NOT NULL,
    platform text NOT NULL,
    flavor text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'Exporting'::text NOT NULL,
    bytes bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT export_status_check CHECK ((status = ANY (ARRAY['Exporting'::text, 'Done'::text, 'Failed'::text])))
);

ALTER TABLE ONLY custom_vision_server.export ALTER COLUMN bytes SET STORAGE EXTERNAL;

COMMENT ON TABLE custom_vision_server.export IS 'Files that iterations were exported to';

COMMENT ON COLUMN custom_vision_server.export.iteration_id IS 'Iteration';

COMMENT ON COLUMN custom_vision_server.export.platform IS 'ONNX';

COMMENT ON COLUMN custom_vision_server.export.flavor IS 'As it was asked for; empty for the default';

COMMENT ON COLUMN custom_vision_server.export.status IS 'Exporting, Done or Failed';

COMMENT ON COLUMN custom_vision_server.export.bytes IS 'The zip';

COMMENT ON COLUMN custom_vision_server.export.created_at IS 'When the export was asked for';

CREATE TABLE custom_vision_server.image (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    bytes bytea NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

ALTER TABLE ONLY custom_vision_server.image ALTER COLUMN bytes SET STORAGE EXTERNAL;

COMMENT ON TABLE custom_vision_server.image IS 'A photo of a project as it was sent';

COMMENT ON COLUMN custom_vision_server.image.id IS 'Identifier';

COMMENT ON COLUMN custom_vision_server.image.project_id IS 'Project';

COMMENT ON COLUMN custom_vision_server.image.sha256 IS 'SHA-256 of the bytes: the same photo is kept once in a project';

COMMENT ON COLUMN custom_vision_server.image.bytes IS 'The file as it was sent';

COMMENT ON COLUMN custom_vision_server.image.width IS 'Pixels, upright';

COMMENT ON COLUMN custom_vision_server.image.height IS 'Pixels, upright';

COMMENT ON COLUMN custom_vision_server.image.metadata IS 'Names and values that the sender keeps with it';

COMMENT ON COLUMN custom_vision_server.image.created_at IS 'When the photo was sent';

COMMENT ON COLUMN custom_vision_server.image.deleted_at IS 'Since when it is no longer in the project, but kept for iterations that were trained on it';

CREATE TABLE custom_vision_server.image_tag (
    image_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE custom_vision_server.image_tag IS 'Tags of photos';

COMMENT ON COLUMN custom_vision_server.image_tag.image_id IS 'Photo';

COMMENT ON COLUMN custom_vision_server.image_tag.tag_id IS 'Tag';

COMMENT ON COLUMN custom_vision_server.image_tag.created_at IS 'When the photo got the tag';

CREATE TABLE custom_vision_server.iteration (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'Training'::text NOT NULL,
    domain_id uuid NOT NULL,
    classification_type text NOT NULL,
    training_type text DEFAULT 'Regular'::text NOT NULL,
    reserved_budget_hours integer DEFAULT 0 NOT NULL,
    tags jsonb NOT NULL,
    head bytea,
    error text,
    publish_name text,
    publish_resource_id text,
    training_seconds real,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    trained_at timestamp with time zone,
    CONSTRAINT iteration_classification_type_check CHECK ((classification_type = ANY (ARRAY['Multiclass'::text, 'Multilabel'::text]))),
    CONSTRAINT iteration_status_check CHECK ((status = ANY (ARRAY['Training'::text, 'Completed'::text, 'Failed'::text])))
);

COMMENT ON TABLE custom_vision_server.iteration IS 'A model trained on the photos that a project had';

COMMENT ON COLUMN custom_vision_server.iteration.id IS 'Identifier';

COMMENT ON COLUMN custom_vision_server.iteration.project_id IS 'Project';

COMMENT ON COLUMN custom_vision_server.iteration.name IS 'Name';

COMMENT ON COLUMN custom_vision_server.iteration.status IS 'Training (waiting included), Completed or Failed';

COMMENT ON COLUMN custom_vision_server.iteration.domain_id IS 'Domain of the project when it was trained';

COMMENT ON COLUMN custom_vision_server.iteration.classification_type IS 'Kind of the project when it was trained';

COMMENT ON COLUMN custom_vision_server.iteration.training_type IS 'Regular or Advanced, as it was asked for';

COMMENT ON COLUMN custom_vision_server.iteration.reserved_budget_hours IS 'As it was asked for';

COMMENT ON COLUMN custom_vision_server.iteration.tags IS 'Tags in the order of the model''s outputs: array of {id, name, description, type, imageCount}';

COMMENT ON COLUMN custom_vision_server.iteration.head IS 'The trained head as ONNX; the feature extractor comes with the program';

COMMENT ON COLUMN custom_vision_server.iteration.error IS 'Why training failed';

COMMENT ON COLUMN custom_vision_server.iteration.publish_name IS 'Name that predictions ask for; null: not published';

COMMENT ON COLUMN custom_vision_server.iteration.publish_resource_id IS 'Prediction resource that the publisher named';

COMMENT ON COLUMN custom_vision_server.iteration.training_seconds IS 'Seconds that training took';

COMMENT ON COLUMN custom_vision_server.iteration.created_at IS 'When training was asked for';

COMMENT ON COLUMN custom_vision_server.iteration.updated_at IS 'When the row last changed';

COMMENT ON COLUMN custom_vision_server.iteration.trained_at IS 'When training ended';

CREATE TABLE custom_vision_server.iteration_image (
    iteration_id uuid NOT NULL,
    image_id uuid NOT NULL,
    tag_ids uuid[] NOT NULL,
    probabilities real[],
    fold smallint
);

COMMENT ON TABLE custom_vision_server.iteration_image IS 'Photos that an iteration was trained on';

COMMENT ON COLUMN custom_vision_server.iteration_image.iteration_id IS 'Iteration';

COMMENT ON COLUMN custom_vision_server.iteration_image.image_id IS 'Photo';

COMMENT ON COLUMN custom_vision_server.iteration_image.tag_ids IS 'Tags that it had';

COMMENT ON COLUMN custom_vision_server.iteration_image.probabilities IS 'What a head that had not seen the photo said, in the order of iteration.tags';

COMMENT ON COLUMN custom_vision_server.iteration_image.fold IS 'Which of the heads that was';

CREATE TABLE custom_vision_server.prediction (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    iteration_id uuid NOT NULL,
    bytes bytea NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    probabilities real[] NOT NULL,
    application text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY custom_vision_server.prediction ALTER COLUMN bytes SET STORAGE EXTERNAL;

COMMENT ON TABLE custom_vision_server.prediction IS 'Predictions that were asked to be stored, kept for 30 days';

COMMENT ON COLUMN custom_vision_server.prediction.id IS 'Identifier';

COMMENT ON COLUMN custom_vision_server.prediction.project_id IS 'Project';

COMMENT ON COLUMN custom_vision_server.prediction.iteration_id IS 'Iteration that answered';

COMMENT ON COLUMN custom_vision_server.prediction.bytes IS 'The photo as it was sent';

COMMENT ON COLUMN custom_vision_server.prediction.width IS 'Pixels, upright';

COMMENT ON COLUMN custom_vision_server.prediction.height IS 'Pixels, upright';

COMMENT ON COLUMN custom_vision_server.prediction.probabilities IS 'In the order of iteration.tags';

COMMENT ON COLUMN custom_vision_server.prediction.application IS 'Name of the application that asked';

COMMENT ON COLUMN custom_vision_server.prediction.created_at IS 'When it was asked for';

CREATE TABLE custom_vision_server.project (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    domain_id uuid NOT NULL,
    classification_type text NOT NULL,
    target_export_platforms text[] DEFAULT '{}'::text[] NOT NULL,
    iterations integer DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT project_classification_type_check CHECK ((classification_type = ANY (ARRAY['Multiclass'::text, 'Multilabel'::text])))
);

COMMENT ON TABLE custom_vision_server.project IS 'A set of tagged photos and the models trained on them';

COMMENT ON COLUMN custom_vision_server.project.id IS 'Identifier';

COMMENT ON COLUMN custom_vision_server.project.name IS 'Name; one that is taken gets a number when the project is made';

COMMENT ON COLUMN custom_vision_server.project.description IS 'Free text';

COMMENT ON COLUMN custom_vision_server.project.domain_id IS 'Domain of Custom Vision; decides whether models can be exported';

COMMENT ON COLUMN custom_vision_server.project.classification_type IS 'Multiclass: a photo has one tag; Multilabel: any number';

COMMENT ON COLUMN custom_vision_server.project.target_export_platforms IS 'Platforms that exports are wanted for';

COMMENT ON COLUMN custom_vision_server.project.iterations IS 'How many iterations were ever made, for their names';

COMMENT ON COLUMN custom_vision_server.project.changed_at IS 'When tags or photos last changed: training again before that is not needed';

COMMENT ON COLUMN custom_vision_server.project.created_at IS 'When the project was made';

COMMENT ON COLUMN custom_vision_server.project.updated_at IS 'When the project itself was last changed';

CREATE TABLE custom_vision_server.signing_key (
    secret bytea NOT NULL
);

COMMENT ON TABLE custom_vision_server.signing_key IS 'One row: what addresses of stored photos are signed with';

COMMENT ON COLUMN custom_vision_server.signing_key.secret IS 'Key of the HMAC-SHA-256, made at random when the table was made';

CREATE TABLE custom_vision_server.tag (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    type text DEFAULT 'Regular'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tag_type_check CHECK ((type = ANY (ARRAY['Regular'::text, 'Negative'::text])))
);

COMMENT ON TABLE custom_vision_server.tag IS 'A label of photos within a project';

COMMENT ON COLUMN custom_vision_server.tag.id IS 'Identifier';

COMMENT ON COLUMN custom_vision_server.tag.project_id IS 'Project';

COMMENT ON COLUMN custom_vision_server.tag.name IS 'Name, unique within the project';

COMMENT ON COLUMN custom_vision_server.tag.description IS 'Free text';

COMMENT ON COLUMN custom_vision_server.tag.type IS 'Regular, or Negative: none of the other tags';

COMMENT ON COLUMN custom_vision_server.tag.created_at IS 'When the tag was made';

CREATE TABLE honeyburst.api_token (
    name text NOT NULL,
    role text NOT NULL,
    sha256 bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'reviewer'::text, 'analyst'::text, 'ingest'::text, 'training'::text, 'prediction'::text])))
);

COMMENT ON TABLE honeyburst.api_token IS 'Keys that the HTTP service accepts; the keys themselves are not kept';

COMMENT ON COLUMN honeyburst.api_token.name IS 'Who or what holds the key';

COMMENT ON COLUMN honeyburst.api_token.role IS 'admin: everything; reviewer: reads and decides; analyst: reads; ingest: sends listings and photos; training, prediction: the two keys of the Custom Vision compatible server';

COMMENT ON COLUMN honeyburst.api_token.sha256 IS 'SHA-256 of the key';

COMMENT ON COLUMN honeyburst.api_token.created_at IS 'When the key was made';

COMMENT ON COLUMN honeyburst.api_token.revoked_at IS 'From when on it is refused';

CREATE TABLE honeyburst.dispatch_lock (
);

COMMENT ON TABLE honeyburst.dispatch_lock IS 'Never holds a row: it is locked by the worker that moves rows of the ledger to the queue';

ALTER TABLE honeyburst.enrichment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.enrichment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE honeyburst.family (
    taxonomy_version integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    "position" integer NOT NULL,
    swatch text[] NOT NULL,
    words text[] DEFAULT '{}'::text[] NOT NULL,
    translations jsonb DEFAULT '[]'::jsonb NOT NULL,
    wins_over text[] DEFAULT '{}'::text[] NOT NULL,
    plain boolean DEFAULT false NOT NULL,
    origin text NOT NULL,
    CONSTRAINT family_origin_check CHECK ((origin = ANY (ARRAY['built-in'::text, 'extension'::text]))),
    CONSTRAINT family_swatch_check CHECK (((cardinality(swatch) >= 1) AND (cardinality(swatch) <= 3)))
);

COMMENT ON TABLE honeyburst.family IS 'A group of finishes, such as red, within one version of the taxonomy';

COMMENT ON COLUMN honeyburst.family.taxonomy_version IS 'Version of the taxonomy the row belongs to';

COMMENT ON COLUMN honeyburst.family.slug IS 'Canonical identifier, such as red';

COMMENT ON COLUMN honeyburst.family.name IS 'Display name, such as Red';

COMMENT ON COLUMN honeyburst.family."position" IS 'Place in the order that people see, counted from 1';

COMMENT ON COLUMN honeyburst.family.swatch IS 'One to three colours as #rrggbb, from the centre to the edge, for display only';

COMMENT ON COLUMN honeyburst.family.words IS 'English words that say this family and nothing closer';

COMMENT ON COLUMN honeyburst.family.translations IS 'The same in other languages, such as [{"language": "de", "name": "rot"}]';

COMMENT ON COLUMN honeyburst.family.wins_over IS 'Families that it wins over where a text names both: a blue burst is blue';

COMMENT ON COLUMN honeyburst.family.plain IS 'Whether one of its words alone is the whole name of a built-in finish, as Black is and Blue is not';

COMMENT ON COLUMN honeyburst.family.origin IS 'built-in: shipped with the program; extension: imported by a user';

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
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    allowed_hosts text[] DEFAULT '{}'::text[] NOT NULL
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

COMMENT ON COLUMN honeyburst.model.allowed_hosts IS 'Hosts (with the port, unless it is the usual one) that the model may send photos to: those of --allow-container';

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
          WHERE (((e.level = ANY (ARRAY['family'::text, 'finish'::text])) AND honeyburst.contradicts(l.finish_slug, l.finish_family, e.finish, e.family)) OR honeyburst.contradicts(l.finish_slug, l.finish_family, e.audit_finish, e.audit_family))
        UNION ALL
         SELECT 'unusual_for_model'::text
          WHERE (l.unusual_share IS NOT NULL)) r)
  WHERE ((l.state = ANY (ARRAY['draft'::text, 'live'::text])) AND (l.resolved_taxonomy IS NOT NULL) AND (NOT (EXISTS ( SELECT
           FROM honeyburst.suggestion s
          WHERE ((s.listing_id = l.id) AND (s.written_hash = l.content_hash))))));

COMMENT ON VIEW honeyburst.finding IS 'Who needs enrichment, and why: a row per listing and reason';

COMMENT ON COLUMN honeyburst.finding.listing_id IS 'The listing';

COMMENT ON COLUMN honeyburst.finding.reason IS 'missing: no finish; unrecognised: not in the taxonomy; vague: only a colour word; contradicts_text: the title, model or description names another finish; contradicts_photo: the last model to look at the photos saw another one, or an audit of all that it saw doubts the stated one; unusual_for_model: listings of this model line hardly ever state it';

CREATE TABLE honeyburst.finish (
    taxonomy_version integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    family text NOT NULL,
    makers text[] DEFAULT '{}'::text[] NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    swatch text[] NOT NULL,
    origin text NOT NULL,
    codes jsonb DEFAULT '[]'::jsonb NOT NULL,
    translations jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT finish_origin_check CHECK ((origin = ANY (ARRAY['built-in'::text, 'extension'::text]))),
    CONSTRAINT finish_swatch_check CHECK (((cardinality(swatch) >= 1) AND (cardinality(swatch) <= 3)))
);

COMMENT ON TABLE honeyburst.finish IS 'A finish as makers name it, within one version of the taxonomy';

COMMENT ON COLUMN honeyburst.finish.taxonomy_version IS 'Version of the taxonomy the row belongs to';

COMMENT ON COLUMN honeyburst.finish.slug IS 'Canonical identifier, such as fiesta-red';

COMMENT ON COLUMN honeyburst.finish.name IS 'Display name, such as Fiesta Red';

COMMENT ON COLUMN honeyburst.finish.family IS 'Slug of its family, such as red';

COMMENT ON COLUMN honeyburst.finish.makers IS 'Makers known to use the finish; empty where it is common to all';

COMMENT ON COLUMN honeyburst.finish.aliases IS 'Other spellings in English';

COMMENT ON COLUMN honeyburst.finish.swatch IS 'One to three colours as #rrggbb, from the centre to the edge, for display only';

COMMENT ON COLUMN honeyburst.finish.origin IS 'built-in: shipped with the program; extension: imported by a user';

COMMENT ON COLUMN honeyburst.finish.codes IS 'Shop codes, such as [{"code": "CH", "maker": "Epiphone"}]; maker is null where several makers use the code in the same sense';

COMMENT ON COLUMN honeyburst.finish.translations IS 'Names in other languages, such as [{"language": "de", "name": "Schwarz"}]';

CREATE TABLE honeyburst.fresh_listing (
    listing_id bigint NOT NULL,
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE honeyburst.fresh_listing IS 'Listings that others wrote, for a worker to resolve and put on the ledger; see honeyburst.watch_listings';

COMMENT ON COLUMN honeyburst.fresh_listing.listing_id IS 'The listing; as often as it was written';

COMMENT ON COLUMN honeyburst.fresh_listing.id IS 'Tells the writes apart';

COMMENT ON COLUMN honeyburst.fresh_listing.created_at IS 'When it was written';

ALTER TABLE honeyburst.fresh_listing ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.fresh_listing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE honeyburst.hook_message (
    id text NOT NULL,
    sha256 bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE honeyburst.hook_message IS 'Signed messages that the event hook took, kept for as long as their signature would be accepted again';

COMMENT ON COLUMN honeyburst.hook_message.id IS 'webhook-id: the same for each attempt to deliver the message';

COMMENT ON COLUMN honeyburst.hook_message.sha256 IS 'SHA-256 of the body';

COMMENT ON COLUMN honeyburst.hook_message.signed_at IS 'webhook-timestamp of the latest attempt: an older one is a replay';

COMMENT ON COLUMN honeyburst.hook_message.received_at IS 'When the latest attempt arrived';

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

CREATE TABLE honeyburst.migration_lock (
);

COMMENT ON TABLE honeyburst.migration_lock IS 'Never holds a row: it is locked by the process that migrates';

ALTER TABLE honeyburst.prediction ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.prediction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE honeyburst.review ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE honeyburst.session (
    sha256 bytea NOT NULL,
    token_sha256 bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE honeyburst.session IS 'Who is signed in on the review page; the cookies themselves are not kept';

COMMENT ON COLUMN honeyburst.session.sha256 IS 'SHA-256 of what the cookie holds';

COMMENT ON COLUMN honeyburst.session.token_sha256 IS 'Key (api_token.sha256) that it was opened with, and ends with; null: opened by the sign-in link that serve prints as long as there is no key';

COMMENT ON COLUMN honeyburst.session.created_at IS 'When somebody signed in';

COMMENT ON COLUMN honeyburst.session.expires_at IS 'From when on it is refused';

CREATE TABLE honeyburst.session_key (
    secret bytea NOT NULL
);

COMMENT ON TABLE honeyburst.session_key IS 'One row: what session cookies are signed with';

COMMENT ON COLUMN honeyburst.session_key.secret IS 'Key of the HMAC-SHA-256, made at random when the table was made';

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
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    built_in boolean DEFAULT true NOT NULL
);

COMMENT ON TABLE honeyburst.taxonomy IS 'Versions of the families and finishes; the highest version is the current one';

COMMENT ON COLUMN honeyburst.taxonomy.version IS 'Number of the version, counted from 1';

COMMENT ON COLUMN honeyburst.taxonomy.checksum IS 'SHA-256 of the version''s families and finishes in canonical form';

COMMENT ON COLUMN honeyburst.taxonomy.created_at IS 'When the version was stored';

COMMENT ON COLUMN honeyburst.taxonomy.built_in IS 'Whether the families and finishes that come with the program are part of it; false after taxonomy import --replace';

ALTER TABLE honeyburst.taxonomy ALTER COLUMN version ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME honeyburst.taxonomy_version_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE honeyburst.webhook_delivery (
    review_id bigint NOT NULL,
    suggestion_id bigint NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    last_status integer,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    delivered_at timestamp with time zone,
    CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);

COMMENT ON TABLE honeyburst.webhook_delivery IS 'Outbox: decisions that the marketplace is to be told, written in the transaction of the decision';

COMMENT ON COLUMN honeyburst.webhook_delivery.review_id IS 'The decision: what is told is read from it';

COMMENT ON COLUMN honeyburst.webhook_delivery.suggestion_id IS 'Suggestion of the decision: its decisions are told in their order';

COMMENT ON COLUMN honeyburst.webhook_delivery.state IS 'pending; delivered: answered with success; failed: given up';

COMMENT ON COLUMN honeyburst.webhook_delivery.attempts IS 'How often it was sent, or began to be sent';

COMMENT ON COLUMN honeyburst.webhook_delivery.due_at IS 'When it is to be sent next; while it is being sent, when another process may take it over';

COMMENT ON COLUMN honeyburst.webhook_delivery.last_status IS 'HTTP status of the last answer; null where there was none';

COMMENT ON COLUMN honeyburst.webhook_delivery.last_error IS 'What went wrong last';

COMMENT ON COLUMN honeyburst.webhook_delivery.created_at IS 'When it was decided';

COMMENT ON COLUMN honeyburst.webhook_delivery.delivered_at IS 'When it was delivered';

ALTER TABLE ONLY honeyburst.migration ALTER COLUMN id SET DEFAULT nextval('honeyburst.migration_id_seq'::regclass);

ALTER TABLE ONLY custom_vision_client.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (iteration_id, sha256);

ALTER TABLE ONLY custom_vision_client.pace
    ADD CONSTRAINT pace_pkey PRIMARY KEY (resource);

ALTER TABLE ONLY custom_vision_client.usage
    ADD CONSTRAINT usage_pkey PRIMARY KEY (resource, month);

ALTER TABLE ONLY custom_vision_server.background_work
    ADD CONSTRAINT background_work_pkey PRIMARY KEY (kind, id);

ALTER TABLE ONLY custom_vision_server.export
    ADD CONSTRAINT export_pkey PRIMARY KEY (iteration_id, platform, flavor);

ALTER TABLE ONLY custom_vision_server.image
    ADD CONSTRAINT image_pkey PRIMARY KEY (id);

ALTER TABLE ONLY custom_vision_server.image_tag
    ADD CONSTRAINT image_tag_pkey PRIMARY KEY (image_id, tag_id);

ALTER TABLE ONLY custom_vision_server.iteration_image
    ADD CONSTRAINT iteration_image_pkey PRIMARY KEY (iteration_id, image_id);

ALTER TABLE ONLY custom_vision_server.iteration
    ADD CONSTRAINT iteration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY custom_vision_server.iteration
    ADD CONSTRAINT iteration_project_id_publish_name_key UNIQUE (project_id, publish_name);

ALTER TABLE ONLY custom_vision_server.prediction
    ADD CONSTRAINT prediction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY custom_vision_server.project
    ADD CONSTRAINT project_name_key UNIQUE (name);

ALTER TABLE ONLY custom_vision_server.project
    ADD CONSTRAINT project_pkey PRIMARY KEY (id);

ALTER TABLE ONLY custom_vision_server.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY custom_vision_server.tag
    ADD CONSTRAINT tag_project_id_name_key UNIQUE (project_id, name);

ALTER TABLE ONLY honeyburst.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (name);

ALTER TABLE ONLY honeyburst.api_token
    ADD CONSTRAINT api_token_sha256_key UNIQUE (sha256);

ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_listing_id_content_hash_model_key UNIQUE (listing_id, content_hash, model);

ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY honeyburst.family
    ADD CONSTRAINT family_pkey PRIMARY KEY (taxonomy_version, slug);

ALTER TABLE ONLY honeyburst.finish
    ADD CONSTRAINT finish_pkey PRIMARY KEY (taxonomy_version, slug);

ALTER TABLE ONLY honeyburst.fresh_listing
    ADD CONSTRAINT fresh_listing_pkey PRIMARY KEY (listing_id, id);

ALTER TABLE ONLY honeyburst.hook_message
    ADD CONSTRAINT hook_message_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY honeyburst.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_enrichment_id_key UNIQUE (enrichment_id);

ALTER TABLE ONLY honeyburst.suggestion
    ADD CONSTRAINT suggestion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY honeyburst.taxonomy
    ADD CONSTRAINT taxonomy_pkey PRIMARY KEY (version);

ALTER TABLE ONLY honeyburst.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (review_id);

CREATE INDEX image_newest ON custom_vision_server.image USING btree (project_id, created_at, id) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX image_once ON custom_vision_server.image USING btree (project_id, sha256) WHERE (deleted_at IS NULL);

CREATE INDEX image_tag_by_tag ON custom_vision_server.image_tag USING btree (tag_id);

CREATE INDEX iteration_image_by_image ON custom_vision_server.iteration_image USING btree (image_id);

CREATE INDEX iteration_training ON custom_vision_server.iteration USING btree (created_at) WHERE (status = 'Training'::text);

CREATE INDEX prediction_by_iteration ON custom_vision_server.prediction USING btree (iteration_id);

CREATE INDEX prediction_newest ON custom_vision_server.prediction USING btree (project_id, created_at DESC, id);

CREATE INDEX enrichment_audited ON honeyburst.enrichment USING btree (model, audit_rank) WHERE (audit_rank IS NOT NULL);

CREATE INDEX enrichment_code ON honeyburst.enrichment USING btree (error_code, id) WHERE (error_code IS NOT NULL);

CREATE INDEX enrichment_dispatched ON honeyburst.enrichment USING btree (dispatched_at) WHERE (state = 'dispatched'::text);

CREATE INDEX enrichment_failed ON honeyburst.enrichment USING btree (error_code, id) WHERE (state = 'failed'::text);

CREATE INDEX enrichment_finished ON honeyburst.enrichment USING btree (finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX enrichment_pending ON honeyburst.enrichment USING btree (priority, id) WHERE ((state = 'pending'::text) AND (not_before IS NULL));

CREATE INDEX enrichment_postponed ON honeyburst.enrichment USING btree (not_before) WHERE ((state = 'pending'::text) AND (not_before IS NOT NULL));

CREATE INDEX enrichment_skipped ON honeyburst.enrichment USING btree (error_code) WHERE (state = 'skipped'::text);

CREATE INDEX hook_message_received ON honeyburst.hook_message USING btree (received_at);

CREATE INDEX listing_resolved ON honeyburst.listing USING btree (COALESCE(resolved_taxonomy, 0), id);

CREATE INDEX listing_taught ON honeyburst.listing USING btree (guitar_maker, guitar_line, guitar_decade, finish_slug) INCLUDE (id) WHERE ((finish_slug IS NOT NULL) AND (state <> 'deleted'::text) AND (NOT COALESCE(honeyburst.contradicts(finish_slug, finish_family, text_finish, text_family), false)));

COMMENT ON INDEX honeyburst.listing_taught IS 'Serves analytics.catalogue_finish and the counts in a worker';

CREATE INDEX listing_unusual ON honeyburst.listing USING btree (id) WHERE (unusual_share IS NOT NULL);

CREATE INDEX listing_words ON honeyburst.listing USING gin (to_tsvector('simple'::regconfig, ((((COALESCE(make, ''::text) || ' '::text) || COALESCE(model, ''::text)) || ' '::text) || COALESCE(title, ''::text))));

CREATE UNIQUE INDEX model_live ON honeyburst.model USING btree (live) WHERE live;

CREATE INDEX prediction_enrichment ON honeyburst.prediction USING btree (enrichment_id);

CREATE INDEX prediction_listing ON honeyburst.prediction USING btree (listing_id);

CREATE INDEX prediction_photo ON honeyburst.prediction USING btree (sha256, model);

CREATE INDEX prediction_picture ON honeyburst.prediction USING btree (picture_hash) WHERE (picture_hash IS NOT NULL);

CREATE INDEX review_created ON honeyburst.review USING btree (created_at);

CREATE INDEX review_reviewer ON honeyburst.review USING btree (reviewer);

CREATE UNIQUE INDEX review_revision ON honeyburst.review USING btree (suggestion_id, revision);

CREATE INDEX session_expiry ON honeyburst.session USING btree (expires_at);

CREATE INDEX suggestion_confidence ON honeyburst.suggestion USING btree (status, confidence, id);

CREATE INDEX suggestion_contradicts_photo ON honeyburst.suggestion USING btree (confidence, id) WHERE ((status = 'pending'::text) AND (reasons @> ARRAY['contradicts_photo'::text]));

CREATE INDEX suggestion_contradicts_text ON honeyburst.suggestion USING btree (confidence, id) WHERE ((status = 'pending'::text) AND (reasons @> ARRAY['contradicts_text'::text]));

CREATE INDEX suggestion_facets ON honeyburst.suggestion USING btree (status, reason_key, model, level, family, finish);

CREATE INDEX suggestion_family ON honeyburst.suggestion USING btree (status, family, confidence, id, level);

CREATE INDEX suggestion_finish ON honeyburst.suggestion USING btree (status, finish, confidence, id);

CREATE INDEX suggestion_level ON honeyburst.suggestion USING btree (status, level, confidence, id);

CREATE INDEX suggestion_listing ON honeyburst.suggestion USING btree (listing_id);

CREATE INDEX suggestion_make ON honeyburst.suggestion USING btree (status, make, confidence, id);

CREATE INDEX suggestion_missing ON honeyburst.suggestion USING btree (confidence, id) WHERE ((status = 'pending'::text) AND (reasons @> ARRAY['missing'::text]));

CREATE INDEX suggestion_newest ON honeyburst.suggestion USING btree (status, created_at, id);

CREATE UNIQUE INDEX suggestion_pending ON honeyburst.suggestion USING btree (listing_id) WHERE (status = 'pending'::text);

CREATE INDEX suggestion_photos_disagree ON honeyburst.suggestion USING btree (confidence, id) WHERE ((status = 'pending'::text) AND (reasons @> ARRAY['photos_disagree'::text]));

CREATE INDEX suggestion_status ON honeyburst.suggestion USING btree (status, id);

CREATE INDEX suggestion_suspicion ON honeyburst.suggestion USING btree (status, suspicion, id);

CREATE INDEX suggestion_unrecognised ON honeyburst.suggestion USING btree (confidence, id) WHERE ((status = 'pending'::text) AND (reasons @> ARRAY['unrecognised'::text]));

CREATE INDEX suggestion_vague ON honeyburst.suggestion USING btree (confidence, id) WHERE ((status = 'pending'::text) AND (reasons @> ARRAY['vague'::text]));

CREATE INDEX suggestion_written ON honeyburst.suggestion USING btree (listing_id, written_hash) WHERE (written_hash IS NOT NULL);

CREATE INDEX webhook_delivery_due ON honeyburst.webhook_delivery USING btree (due_at, review_id) WHERE (state = 'pending'::text);

CREATE INDEX webhook_delivery_order ON honeyburst.webhook_delivery USING btree (suggestion_id, review_id) WHERE (state = 'pending'::text);

CREATE INDEX webhook_delivery_suggestion ON honeyburst.webhook_delivery USING btree (suggestion_id);

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

CREATE TRIGGER listing_fresh_inserted AFTER INSERT ON honeyburst.listing FOR EACH ROW WHEN ((current_setting('honeyburst.resolved'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION honeyburst.listing_fresh();

ALTER TABLE honeyburst.listing DISABLE TRIGGER listing_fresh_inserted;

CREATE TRIGGER listing_fresh_updated AFTER UPDATE ON honeyburst.listing FOR EACH ROW WHEN ((((old.content_hash IS DISTINCT FROM new.content_hash) OR (old.state IS DISTINCT FROM new.state)) AND (current_setting('honeyburst.resolved'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION honeyburst.listing_fresh();

ALTER TABLE honeyburst.listing DISABLE TRIGGER listing_fresh_updated;

CREATE TRIGGER listing_photo_deleted AFTER DELETE ON honeyburst.listing_photo REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();

CREATE TRIGGER listing_photo_inserted AFTER INSERT ON honeyburst.listing_photo REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();

CREATE TRIGGER listing_photo_updated AFTER UPDATE ON honeyburst.listing_photo REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION honeyburst.listing_photos_changed();

CREATE TRIGGER review_append_only BEFORE DELETE OR UPDATE ON honeyburst.review FOR EACH ROW EXECUTE FUNCTION honeyburst.refuse_change();

CREATE TRIGGER suggestion_make BEFORE INSERT ON honeyburst.suggestion FOR EACH ROW EXECUTE FUNCTION honeyburst.copy_make();

ALTER TABLE ONLY custom_vision_server.export
    ADD CONSTRAINT export_iteration_id_fkey FOREIGN KEY (iteration_id) REFERENCES custom_vision_server.iteration(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.image
    ADD CONSTRAINT image_project_id_fkey FOREIGN KEY (project_id) REFERENCES custom_vision_server.project(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.image_tag
    ADD CONSTRAINT image_tag_image_id_fkey FOREIGN KEY (image_id) REFERENCES custom_vision_server.image(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.image_tag
    ADD CONSTRAINT image_tag_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES custom_vision_server.tag(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.iteration_image
    ADD CONSTRAINT iteration_image_image_id_fkey FOREIGN KEY (image_id) REFERENCES custom_vision_server.image(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.iteration_image
    ADD CONSTRAINT iteration_image_iteration_id_fkey FOREIGN KEY (iteration_id) REFERENCES custom_vision_server.iteration(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.iteration
    ADD CONSTRAINT iteration_project_id_fkey FOREIGN KEY (project_id) REFERENCES custom_vision_server.project(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.prediction
    ADD CONSTRAINT prediction_iteration_id_fkey FOREIGN KEY (iteration_id) REFERENCES custom_vision_server.iteration(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.prediction
    ADD CONSTRAINT prediction_project_id_fkey FOREIGN KEY (project_id) REFERENCES custom_vision_server.project(id) ON DELETE CASCADE;

ALTER TABLE ONLY custom_vision_server.tag
    ADD CONSTRAINT tag_project_id_fkey FOREIGN KEY (project_id) REFERENCES custom_vision_server.project(id) ON DELETE CASCADE;

ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES honeyburst.listing(id) ON DELETE CASCADE;

ALTER TABLE ONLY honeyburst.enrichment
    ADD CONSTRAINT enrichment_model_fkey FOREIGN KEY (model) REFERENCES honeyburst.model(name) ON UPDATE CASCADE;

ALTER TABLE ONLY honeyburst.family
    ADD CONSTRAINT family_taxonomy_version_fkey FOREIGN KEY (taxonomy_version) REFERENCES honeyburst.taxonomy(version) ON DELETE CASCADE;

ALTER TABLE ONLY honeyburst.finish
    ADD CONSTRAINT finish_taxonomy_version_family_fkey FOREIGN KEY (taxonomy_version, family) REFERENCES honeyburst.family(taxonomy_version, slug) ON DELETE CASCADE;

ALTER TABLE ONLY honeyburst.finish
    ADD CONSTRAINT finish_taxonomy_version_fkey FOREIGN KEY (taxonomy_version) REFERENCES honeyburst.taxonomy(version) ON DELETE CASCADE;

ALTER TABLE ONLY honeyburst.fresh_listing
    ADD CONSTRAINT fresh_listing_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES honeyburst.listing(id) ON DELETE CASCADE;

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

ALTER TABLE ONLY honeyburst.webhook_delivery
    ADD CONSTRAINT webhook_delivery_review_id_fkey FOREIGN KEY (review_id) REFERENCES honeyburst.review(id);

ALTER TABLE ONLY honeyburst.webhook_delivery
    ADD CONSTRAINT webhook_delivery_suggestion_id_fkey FOREIGN KEY (suggestion_id) REFERENCES honeyburst.suggestion(id);

GRANT USAGE ON SCHEMA analytics TO honeyburst_analyst;

GRANT USAGE ON SCHEMA analytics TO honeyburst_serve;

GRANT USAGE ON SCHEMA custom_vision_client TO honeyburst_worker;

GRANT USAGE ON SCHEMA custom_vision_client TO honeyburst_serve;

GRANT USAGE ON SCHEMA custom_vision_server TO honeyburst_serve;

GRANT USAGE ON SCHEMA honeyburst TO honeyburst_worker;

GRANT USAGE ON SCHEMA honeyburst TO honeyburst_serve;

GRANT ALL ON FUNCTION analytics.wilson_low(correct bigint, total bigint) TO honeyburst_analyst;

GRANT ALL ON FUNCTION analytics.wilson_high(correct bigint, total bigint) TO honeyburst_analyst;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.listing TO honeyburst_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.listing TO honeyburst_serve;

GRANT SELECT,INSERT ON TABLE honeyburst.review TO honeyburst_serve;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.suggestion TO honeyburst_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.suggestion TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.decision TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.decision TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.calibration TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.calibration TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.catalogue_listing TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.catalogue_listing TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.catalogue_finish TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.catalogue_finish TO honeyburst_serve;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.enrichment TO honeyburst_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.enrichment TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.coverage_daily TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.coverage_daily TO honeyburst_serve;

GRANT SELECT,INSERT,UPDATE ON TABLE custom_vision_client.usage TO honeyburst_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE custom_vision_client.usage TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.custom_vision_cost TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.custom_vision_cost TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.enrichment_failure TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.enrichment_failure TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.failure_by_code TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.failure_by_code TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.finish_coverage TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.finish_coverage TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.pending_suggestion TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.pending_suggestion TO honeyburst_serve;

GRANT SELECT,INSERT ON TABLE honeyburst.prediction TO honeyburst_worker;

GRANT SELECT,INSERT ON TABLE honeyburst.prediction TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.reviewed_photo TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.reviewed_photo TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.photo_agreement TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.photo_agreement TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.photo_failure TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.photo_failure TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.precision_by_finish TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.precision_by_finish TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.precision_by_model TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.precision_by_model TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.precision_by_reason TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.precision_by_reason TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.precision_by_reviewer TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.precision_by_reviewer TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.reviewer TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.reviewer TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.suspicious_listing TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.suspicious_listing TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.suspicious_listing_ranked TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.suspicious_listing_ranked TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.throughput_daily TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.throughput_daily TO honeyburst_serve;

GRANT SELECT ON TABLE analytics.throughput_hourly TO honeyburst_analyst;

GRANT SELECT ON TABLE analytics.throughput_hourly TO honeyburst_serve;

GRANT SELECT,INSERT ON TABLE custom_vision_client.answer TO honeyburst_worker;

GRANT SELECT,INSERT ON TABLE custom_vision_client.answer TO honeyburst_serve;

GRANT SELECT,INSERT,UPDATE ON TABLE custom_vision_client.pace TO honeyburst_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE custom_vision_client.pace TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.background_work TO honeyburst_serve;

GRANT SELECT,INSERT,UPDATE ON TABLE custom_vision_server.export TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.image TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.image_tag TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.iteration TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.iteration_image TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE ON TABLE custom_vision_server.prediction TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.project TO honeyburst_serve;

GRANT SELECT ON TABLE custom_vision_server.signing_key TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE custom_vision_server.tag TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.api_token TO honeyburst_serve;

GRANT UPDATE ON TABLE honeyburst.dispatch_lock TO honeyburst_worker;

GRANT UPDATE ON TABLE honeyburst.dispatch_lock TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.family TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.family TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.model TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.model TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.finding TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.finding TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.finish TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.finish TO honeyburst_serve;

GRANT SELECT,DELETE,UPDATE ON TABLE honeyburst.fresh_listing TO honeyburst_worker;

GRANT SELECT,DELETE,UPDATE ON TABLE honeyburst.fresh_listing TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE honeyburst.hook_message TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE honeyburst.listing_photo TO honeyburst_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE honeyburst.listing_photo TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.migration TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.migration TO honeyburst_serve;

GRANT SELECT,INSERT,DELETE ON TABLE honeyburst.session TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.session_key TO honeyburst_serve;

GRANT SELECT ON TABLE honeyburst.taxonomy TO honeyburst_worker;

GRANT SELECT ON TABLE honeyburst.taxonomy TO honeyburst_serve;

GRANT SELECT,INSERT,UPDATE ON TABLE honeyburst.webhook_delivery TO honeyburst_serve;

ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES  TO honeyburst_analyst;
