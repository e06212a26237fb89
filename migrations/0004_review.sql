-- What people decide: reviews with before and after, the blind share, decisions written back, events to deliver.

ALTER TABLE honeyburst.suggestion
  ADD COLUMN revision integer NOT NULL DEFAULT 0,
  ADD COLUMN written_hash uuid,
  ADD COLUMN blind_draw double precision NOT NULL GENERATED ALWAYS AS
    (('x' || substr(md5(id::text), 1, 8))::bit(32)::bigint / 4294967296.0) STORED;
COMMENT ON COLUMN honeyburst.suggestion.revision IS 'Raised by every decision; a decision names the revision that it saw';
COMMENT ON COLUMN honeyburst.suggestion.written_hash IS 'content_hash of the listing with the finish that the decision wrote into it; null where none was written';
COMMENT ON COLUMN honeyburst.suggestion.blind_draw IS 'Lot of the suggestion, 0 to below 1: it is first shown blind where the lot lies below the blind share';

-- array_to_string is only stable, for arrays of other things than text.
CREATE FUNCTION honeyburst.reason_key(reasons text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(reasons, ' ');
COMMENT ON FUNCTION honeyburst.reason_key IS 'Reasons in one text, to be counted from an index';
ALTER TABLE honeyburst.suggestion
  ADD COLUMN reason_key text NOT NULL GENERATED ALWAYS AS (honeyburst.reason_key(reasons)) STORED;
COMMENT ON COLUMN honeyburst.suggestion.reason_key IS 'The reasons in one text, to be counted from an index';

-- A listing whose maker changes gets a new suggestion, so the copy cannot grow old.
ALTER TABLE honeyburst.suggestion ADD COLUMN make text;
COMMENT ON COLUMN honeyburst.suggestion.make IS 'Maker of the listing when the suggestion was made, in lower case; kept here to be found with status and confidence';
UPDATE honeyburst.suggestion s SET make = lower(btrim(l.make)) FROM honeyburst.listing l WHERE l.id = s.listing_id;
CREATE FUNCTION honeyburst.copy_make() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT lower(btrim(l.make)) INTO NEW.make FROM honeyburst.listing l WHERE l.id = NEW.listing_id;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION honeyburst.copy_make IS 'Keeps the maker of the listing with a new suggestion';
CREATE TRIGGER suggestion_make BEFORE INSERT ON honeyburst.suggestion
  FOR EACH ROW EXECUTE FUNCTION honeyburst.copy_make();

-- The orders of the review queue, and those that its filters are correlated with.
CREATE INDEX suggestion_confidence ON honeyburst.suggestion (status, confidence, id);
CREATE INDEX suggestion_newest ON honeyburst.suggestion (status, created_at, id);
CREATE INDEX suggestion_level ON honeyburst.suggestion (status, level, confidence, id);
CREATE INDEX suggestion_family ON honeyburst.suggestion (status, family, confidence, id, level);
CREATE INDEX suggestion_finish ON honeyburst.suggestion (status, finish, confidence, id);
-- Few distinct keys, so small: what the counts are read from, and rare models and reasons are found by.
CREATE INDEX suggestion_facets ON honeyburst.suggestion (status, reason_key, model, level, family, finish);
CREATE INDEX suggestion_written ON honeyburst.suggestion (listing_id, written_hash) WHERE written_hash IS NOT NULL;
CREATE INDEX suggestion_make ON honeyburst.suggestion (status, make, confidence, id);
-- A suggestion has several reasons, so each has an index of its own, of what waits.
CREATE INDEX suggestion_missing ON honeyburst.suggestion (confidence, id)
  WHERE status = 'pending' AND reasons @> ARRAY['missing'];
CREATE INDEX suggestion_unrecognised ON honeyburst.suggestion (confidence, id)
  WHERE status = 'pending' AND reasons @> ARRAY['unrecognised'];
CREATE INDEX suggestion_vague ON honeyburst.suggestion (confidence, id)
  WHERE status = 'pending' AND reasons @> ARRAY['vague'];
CREATE INDEX suggestion_contradicts_text ON honeyburst.suggestion (confidence, id)
  WHERE status = 'pending' AND reasons @> ARRAY['contradicts_text'];
CREATE INDEX suggestion_contradicts_photo ON honeyburst.suggestion (confidence, id)
  WHERE status = 'pending' AND reasons @> ARRAY['contradicts_photo'];
CREATE INDEX suggestion_photos_disagree ON honeyburst.suggestion (confidence, id)
  WHERE status = 'pending' AND reasons @> ARRAY['photos_disagree'];

ALTER TABLE honeyburst.review
  ADD COLUMN revision integer,
  ADD COLUMN finish_name text,
  ADD COLUMN listing_finish text,
  ADD COLUMN status_before text,
  ADD COLUMN family_before text,
  ADD COLUMN finish_before text,
  ADD COLUMN listing_finish_before text,
  ADD COLUMN bulk boolean NOT NULL DEFAULT false,
  ADD COLUMN blind boolean NOT NULL DEFAULT false;
DROP INDEX honeyburst.review_suggestion;
CREATE UNIQUE INDEX review_revision ON honeyburst.review (suggestion_id, revision);
CREATE INDEX review_reviewer ON honeyburst.review (reviewer);
COMMENT ON COLUMN honeyburst.review.revision IS 'Revision of the suggestion that this decision made; the decision stands as long as the suggestion is at it';
COMMENT ON COLUMN honeyburst.review.finish_name IS 'Display name of that finish when it was decided';
COMMENT ON COLUMN honeyburst.review.listing_finish IS 'The listing''s own finish after the decision';
COMMENT ON COLUMN honeyburst.review.status_before IS 'Status of the suggestion before';
COMMENT ON COLUMN honeyburst.review.family_before IS 'Family before: what was suggested, or for undone what had been decided';
COMMENT ON COLUMN honeyburst.review.finish_before IS 'Finish before: what was suggested, or for undone what had been decided';
COMMENT ON COLUMN honeyburst.review.listing_finish_before IS 'The listing''s own finish before';
COMMENT ON COLUMN honeyburst.review.bulk IS 'Decided together with others';
COMMENT ON COLUMN honeyburst.review.blind IS 'The reviewer was not shown what is suggested';

CREATE FUNCTION honeyburst.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'A decision is taken back by another one, with the decision undone.';
END $$;
COMMENT ON FUNCTION honeyburst.refuse_change IS 'Keeps a table append-only';
CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE ON honeyburst.review
  FOR EACH ROW EXECUTE FUNCTION honeyburst.refuse_change();

CREATE TABLE honeyburst.webhook_delivery (
  review_id     bigint PRIMARY KEY REFERENCES honeyburst.review (id),
  suggestion_id bigint NOT NULL REFERENCES honeyburst.suggestion (id),
  state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts      integer NOT NULL DEFAULT 0,
  due_at        timestamptz NOT NULL DEFAULT now(),
  last_status   integer,
  last_error    text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  delivered_at  timestamptz
);
CREATE INDEX webhook_delivery_due ON honeyburst.webhook_delivery (due_at, review_id) WHERE state = 'pending';
CREATE INDEX webhook_delivery_order ON honeyburst.webhook_delivery (suggestion_id, review_id) WHERE state = 'pending';
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

-- A finish that a reviewer's decision wrote into the listing is settled until the listing changes.
CREATE OR REPLACE VIEW honeyburst.finding AS
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
 WHERE l.state IN ('draft', 'live') AND l.resolved_taxonomy IS NOT NULL
   AND NOT EXISTS (SELECT FROM honeyburst.suggestion s
                    WHERE s.listing_id = l.id AND s.written_hash = l.content_hash);

CREATE VIEW analytics.reviewer AS
SELECT c.*, c.shown_agreed::real / nullif(c.shown, 0) AS acceptance,
       c.blind_agreed::real / nullif(c.blind, 0) AS blind_agreement,
       c.shown_agreed::real / nullif(c.shown, 0) - c.blind_agreed::real / nullif(c.blind, 0) AS over_acceptance
  FROM (
    SELECT r.reviewer,
           count(*) FILTER (WHERE r.decision <> 'undone') AS decisions,
           count(*) FILTER (WHERE r.stands AND r.decision = 'accepted') AS accepted,
           count(*) FILTER (WHERE r.stands AND r.decision = 'edited') AS edited,
           count(*) FILTER (WHERE r.stands AND r.decision = 'rejected') AS rejected,
           count(*) FILTER (WHERE r.decision = 'undone') AS undone,
           count(*) FILTER (WHERE r.stands AND r.bulk) AS bulk,
           -- What was seen after the first decision must not mend it: undone ones count among the blind.
           count(*) FILTER (WHERE r.comparable AND r.stands AND NOT r.blind) AS shown,
           count(*) FILTER (WHERE r.comparable AND r.stands AND NOT r.blind AND r.agreed) AS shown_agreed,
           count(*) FILTER (WHERE r.comparable AND r.blind) AS blind,
           count(*) FILTER (WHERE r.comparable AND r.blind AND r.agreed) AS blind_agreed,
           min(r.created_at) AS first_at, max(r.created_at) AS last_at
      FROM (SELECT r.*, r.decision <> 'undone' AND r.revision = s.revision AS stands,
                   r.decision <> 'undone' AND s.family IS NOT NULL AS comparable,
                   coalesce(r.family = s.family AND (s.finish IS NULL OR r.finish = s.finish), false) AS agreed
              FROM honeyburst.review r JOIN honeyburst.suggestion s ON s.id = r.suggestion_id) r
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
