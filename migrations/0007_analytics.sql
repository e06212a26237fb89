-- What analysts ask: how right the answers are by what people decided, how far they go, what they cost, what fails.

CREATE INDEX review_created ON honeyburst.review (created_at);
CREATE INDEX enrichment_skipped ON honeyburst.enrichment (error_code) WHERE state = 'skipped';

CREATE FUNCTION analytics.wilson_low(correct bigint, total bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN total = 0 OR correct = 0 THEN 0
            ELSE (correct + 1.9207294 - 1.959964 * sqrt(correct::double precision * (total - correct) / total + 0.9603647))
                 / (total + 3.8414588) END;
COMMENT ON FUNCTION analytics.wilson_low IS 'Lower end of the Wilson 95 % interval of a share, 0 to 1 (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953)';
CREATE FUNCTION analytics.wilson_high(correct bigint, total bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 - analytics.wilson_low(total - correct, total);
COMMENT ON FUNCTION analytics.wilson_high IS 'Upper end of the Wilson 95 % interval of a share, 0 to 1';

-- Decisions -----------------------------------------------------------------------------------------

CREATE VIEW analytics.decision AS
SELECT r.id AS review_id, r.suggestion_id, l.external_id, l.make, l.model AS guitar_model, r.reviewer,
       r.created_at AS decided_at, r.decision, r.revision = s.revision AS stands,
       CASE WHEN r.bulk THEN 'bulk' WHEN r.blind THEN 'blind' ELSE 'shown' END AS seen,
       s.model, s.reasons, s.level, s.family AS suggested_family, s.finish AS suggested_finish, s.confidence,
       r.family AS decided_family, r.finish AS decided_finish,
       CASE WHEN s.family IS NOT NULL
            THEN coalesce(r.family = s.family AND (s.finish IS NULL OR r.finish = s.finish), false) END AS correct,
       r.note
  FROM honeyburst.review r
  JOIN honeyburst.suggestion s ON s.id = r.suggestion_id
  JOIN honeyburst.listing l ON l.id = s.listing_id
 WHERE r.decision <> 'undone' AND (r.revision = s.revision OR r.blind);
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
