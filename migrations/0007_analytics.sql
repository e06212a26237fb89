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

-- Precision ---------------------------------------------------------------------------------------

CREATE VIEW analytics.precision_by_model AS
SELECT d.model, d.level, d.seen,
       count(*) AS decisions, count(*) FILTER (WHERE d.correct) AS correct,
       count(*) FILTER (WHERE d.correct)::real / count(*) AS precision,
       analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_low,
       analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_high
  FROM analytics.decision d
 WHERE d.correct IS NOT NULL
 GROUP BY d.model, d.level, d.seen;
COMMENT ON VIEW analytics.precision_by_model IS 'How often reviewers agree with a model, by how far its suggestions go';
COMMENT ON COLUMN analytics.precision_by_model.model IS 'Model that made the suggestions';
COMMENT ON COLUMN analytics.precision_by_model.level IS 'How far the suggestions went: finish or family';
COMMENT ON COLUMN analytics.precision_by_model.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';
COMMENT ON COLUMN analytics.precision_by_model.decisions IS 'Decisions on such suggestions';
COMMENT ON COLUMN analytics.precision_by_model.correct IS 'Those of them that agree with the suggestion as far as it goes';
COMMENT ON COLUMN analytics.precision_by_model.precision IS 'correct / decisions, 0 to 1';
COMMENT ON COLUMN analytics.precision_by_model.precision_low IS 'Lower end of its Wilson 95 % interval';
COMMENT ON COLUMN analytics.precision_by_model.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.precision_by_finish AS
SELECT d.model, d.suggested_family AS family, d.suggested_finish AS finish, d.level, d.seen,
       count(*) AS decisions, count(*) FILTER (WHERE d.correct) AS correct,
       count(*) FILTER (WHERE d.correct)::real / count(*) AS precision,
       analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_low,
       analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_high
  FROM analytics.decision d
 WHERE d.correct IS NOT NULL
 GROUP BY d.model, d.suggested_family, d.suggested_finish, d.level, d.seen;
COMMENT ON VIEW analytics.precision_by_finish IS 'How often reviewers agree with each suggested finish, and with each family where no more was suggested';
COMMENT ON COLUMN analytics.precision_by_finish.model IS 'Model that made the suggestions';
COMMENT ON COLUMN analytics.precision_by_finish.family IS 'Suggested family';
COMMENT ON COLUMN analytics.precision_by_finish.finish IS 'Suggested finish; null at level family';
COMMENT ON COLUMN analytics.precision_by_finish.level IS 'How far the suggestions went: finish or family';
COMMENT ON COLUMN analytics.precision_by_finish.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';
COMMENT ON COLUMN analytics.precision_by_finish.decisions IS 'Decisions on such suggestions';
COMMENT ON COLUMN analytics.precision_by_finish.correct IS 'Those of them that agree with the suggestion as far as it goes';
COMMENT ON COLUMN analytics.precision_by_finish.precision IS 'correct / decisions, 0 to 1';
COMMENT ON COLUMN analytics.precision_by_finish.precision_low IS 'Lower end of its Wilson 95 % interval';
COMMENT ON COLUMN analytics.precision_by_finish.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.precision_by_reason AS
SELECT d.model, reason, d.level, d.seen,
       count(*) AS decisions, count(*) FILTER (WHERE d.correct) AS correct,
       count(*) FILTER (WHERE d.correct)::real / count(*) AS precision,
       analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_low,
       analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_high
  FROM analytics.decision d CROSS JOIN unnest(d.reasons) AS reason
 WHERE d.correct IS NOT NULL
 GROUP BY d.model, reason, d.level, d.seen;
COMMENT ON VIEW analytics.precision_by_reason IS 'How often reviewers agree, by why the listing was picked; a listing counts for each of its reasons';
COMMENT ON COLUMN analytics.precision_by_reason.model IS 'Model that made the suggestions';
COMMENT ON COLUMN analytics.precision_by_reason.reason IS 'Why the listing was picked, or photos_disagree';
COMMENT ON COLUMN analytics.precision_by_reason.level IS 'How far the suggestions went: finish or family';
COMMENT ON COLUMN analytics.precision_by_reason.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';
COMMENT ON COLUMN analytics.precision_by_reason.decisions IS 'Decisions on such suggestions';
COMMENT ON COLUMN analytics.precision_by_reason.correct IS 'Those of them that agree with the suggestion as far as it goes';
COMMENT ON COLUMN analytics.precision_by_reason.precision IS 'correct / decisions, 0 to 1';
COMMENT ON COLUMN analytics.precision_by_reason.precision_low IS 'Lower end of its Wilson 95 % interval';
COMMENT ON COLUMN analytics.precision_by_reason.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.precision_by_reviewer AS
SELECT d.reviewer, d.level, d.seen,
       count(*) AS decisions, count(*) FILTER (WHERE d.correct) AS correct,
       count(*) FILTER (WHERE d.correct)::real / count(*) AS precision,
       analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_low,
       analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_high
  FROM analytics.decision d
 WHERE d.correct IS NOT NULL
 GROUP BY d.reviewer, d.level, d.seen;
COMMENT ON VIEW analytics.precision_by_reviewer IS 'How often each reviewer agrees; compare shown with blind for over-acceptance (analytics.reviewer sums it up)';
COMMENT ON COLUMN analytics.precision_by_reviewer.reviewer IS 'Who decided';
COMMENT ON COLUMN analytics.precision_by_reviewer.level IS 'How far the suggestions went: finish or family';
COMMENT ON COLUMN analytics.precision_by_reviewer.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';
COMMENT ON COLUMN analytics.precision_by_reviewer.decisions IS 'Decisions on such suggestions';
COMMENT ON COLUMN analytics.precision_by_reviewer.correct IS 'Those of them that agree with the suggestion as far as it goes';
COMMENT ON COLUMN analytics.precision_by_reviewer.precision IS 'correct / decisions, 0 to 1';
COMMENT ON COLUMN analytics.precision_by_reviewer.precision_low IS 'Lower end of its Wilson 95 % interval';
COMMENT ON COLUMN analytics.precision_by_reviewer.precision_high IS 'Upper end of its Wilson 95 % interval';

CREATE VIEW analytics.calibration AS
SELECT d.model, d.level, d.seen, b.bin, ((b.bin - 1) / 10.0)::real AS confidence_from, (b.bin / 10.0)::real AS confidence_to,
       avg(d.confidence)::real AS mean_confidence,
       count(*) AS decisions, count(*) FILTER (WHERE d.correct) AS correct,
       count(*) FILTER (WHERE d.correct)::real / count(*) AS precision,
       analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_low,
       analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*))::real AS precision_high
  FROM analytics.decision d CROSS JOIN LATERAL (SELECT least(width_bucket(d.confidence::float8, 0, 1, 10), 10) AS bin) b
 WHERE d.correct IS NOT NULL
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
COMMENT ON COLUMN analytics.calibration.precision IS 'correct / decisions, 0 to 1';
COMMENT ON COLUMN analytics.calibration.precision_low IS 'Lower end of its Wilson 95 % interval';
COMMENT ON COLUMN analytics.calibration.precision_high IS 'Upper end of its Wilson 95 % interval';

-- Coverage ----------------------------------------------------------------------------------------

CREATE VIEW analytics.coverage_daily AS
SELECT date_trunc('day', e.finished_at)::date AS day, e.model, count(*) AS enriched,
       count(*) FILTER (WHERE e.level = 'finish') AS answered_finish,
       count(*) FILTER (WHERE e.level = 'family') AS answered_family,
       count(*) FILTER (WHERE e.level = 'none') AS answered_none,
       count(*) FILTER (WHERE e.level = 'finish')::real / count(*) AS finish_share,
       count(*) FILTER (WHERE e.level = 'family')::real / count(*) AS family_share,
       count(*) FILTER (WHERE e.level = 'none')::real / count(*) AS none_share,
       count(s.id) AS suggested,
       count(*) FILTER (WHERE s.status = 'pending') AS pending,
       count(*) FILTER (WHERE s.status = 'accepted') AS accepted,
       count(*) FILTER (WHERE s.status = 'edited') AS edited,
       count(*) FILTER (WHERE s.status = 'rejected') AS rejected,
       count(*) FILTER (WHERE s.status = 'superseded') AS superseded
  FROM honeyburst.enrichment e
  LEFT JOIN honeyburst.suggestion s ON s.enrichment_id = e.id
 WHERE e.state = 'done' AND e.finished_at IS NOT NULL
 GROUP BY 1, 2;
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

-- Photos ------------------------------------------------------------------------------------------

CREATE VIEW analytics.reviewed_photo AS
SELECT d.suggestion_id, d.external_id, d.seen, d.decided_at, p.model, p.position, p.url, p.family AS photo_family,
       p.finish AS photo_finish, p.confidence, p.body_share, w.weight, d.decided_family, d.decided_finish,
       p.family = d.decided_family AS family_agrees, p.finish = d.decided_finish AS finish_agrees
  FROM analytics.decision d
  JOIN honeyburst.suggestion s ON s.id = d.suggestion_id
  JOIN honeyburst.prediction p ON p.enrichment_id = s.enrichment_id
  LEFT JOIN LATERAL (
    SELECT (one ->> 'weight')::real AS weight FROM jsonb_array_elements(s.evidence -> 'photos') one
     WHERE (one ->> 'position')::integer = p.position LIMIT 1) w ON true
 WHERE d.stands AND d.decided_family IS NOT NULL;
COMMENT ON VIEW analytics.reviewed_photo IS 'What the model saw on each photo of a listing that was decided, beside the decision';
COMMENT ON COLUMN analytics.reviewed_photo.suggestion_id IS 'Identifier of the suggestion';
COMMENT ON COLUMN analytics.reviewed_photo.external_id IS 'The marketplace''s identifier of the listing';
COMMENT ON COLUMN analytics.reviewed_photo.seen IS 'shown: the reviewer saw the suggestion; blind: did not; bulk: decided together with others';
COMMENT ON COLUMN analytics.reviewed_photo.decided_at IS 'When it was decided';
COMMENT ON COLUMN analytics.reviewed_photo.model IS 'Model that looked at the photo';
COMMENT ON COLUMN analytics.reviewed_photo.position IS 'Place of the photo in the listing, from 0';
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

CREATE VIEW analytics.photo_agreement AS
SELECT p.model, p.position, b.weight_from, b.weight_from + 0.25::real AS weight_to, p.seen, count(*) AS photos,
       count(*) FILTER (WHERE p.family_agrees) AS family_agreed,
       avg(p.family_agrees::integer)::real AS family_agreement,
       analytics.wilson_low(count(*) FILTER (WHERE p.family_agrees), count(*))::real AS family_low,
       analytics.wilson_high(count(*) FILTER (WHERE p.family_agrees), count(*))::real AS family_high,
       count(p.finish_agrees) AS finish_compared,
       count(*) FILTER (WHERE p.finish_agrees) AS finish_agreed,
       avg(p.finish_agrees::integer)::real AS finish_agreement,
       analytics.wilson_low(count(*) FILTER (WHERE p.finish_agrees), count(p.finish_agrees))::real AS finish_low,
       analytics.wilson_high(count(*) FILTER (WHERE p.finish_agrees), count(p.finish_agrees))::real AS finish_high
  FROM analytics.reviewed_photo p
 CROSS JOIN LATERAL (SELECT ((least(width_bucket(p.weight::float8, 0, 1, 4), 4) - 1) / 4.0)::real AS weight_from) b
 GROUP BY p.model, p.position, b.weight_from, p.seen;
COMMENT ON VIEW analytics.photo_agreement IS 'How often single photos agree with what was decided of their listing, by place and by their weight in the answer';
COMMENT ON COLUMN analytics.photo_agreement.model IS 'Model that looked at the photos';
COMMENT ON COLUMN analytics.photo_agreement.position IS 'Place of the photos in their listing, from 0';
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

-- Suspicious listings -----------------------------------------------------------------------------

CREATE VIEW analytics.suspicious_listing_ranked AS
SELECT row_number() OVER (ORDER BY coalesce(s.status IN ('accepted', 'edited', 'rejected'), false),
                          array_position('{contradicted,unclear,missing}', k.kind),
                          a.audit_rank NULLS LAST, cardinality(s.reasons) DESC, s.confidence DESC NULLS LAST,
                          s.external_id) AS rank,
       k.kind, a.audit_rank, a.audit_margin, s.*
  FROM analytics.suspicious_listing s
  JOIN honeyburst.listing l ON l.external_id = s.external_id
 CROSS JOIN LATERAL (
   SELECT CASE WHEN s.reasons && '{contradicts_text,contradicts_photo}' THEN 'contradicted'
               WHEN s.reasons && '{vague,unrecognised}' THEN 'unclear' ELSE 'missing' END AS kind) k
  LEFT JOIN (
    SELECT DISTINCT ON (listing_id, content_hash) listing_id, content_hash, audit_rank, audit_margin
      FROM honeyburst.enrichment WHERE audit_rank IS NOT NULL
     ORDER BY listing_id, content_hash, id DESC) a ON a.listing_id = l.id AND a.content_hash = l.content_hash;
COMMENT ON VIEW analytics.suspicious_listing_ranked IS 'Suspicious listings, those most worth a look first: undecided before decided, contradicted before unclear before missing, by the last audit''s rank, by the number of reasons, by the confidence of the suggestion';
COMMENT ON COLUMN analytics.suspicious_listing_ranked.rank IS 'Place in that order, from 1';
COMMENT ON COLUMN analytics.suspicious_listing_ranked.kind IS 'contradicted: text or photos say otherwise; unclear: stated vaguely or unknown to the taxonomy; missing: not stated';
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

-- Throughput, cost, failures ----------------------------------------------------------------------

CREATE VIEW analytics.throughput_hourly AS
SELECT date_trunc('hour', e.finished_at) AS hour, e.model, count(*) AS listings, sum(p.photos)::bigint AS photos,
       avg(e.fetch_ms)::real AS mean_fetch_ms,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY e.fetch_ms) AS p95_fetch_ms,
       avg(e.classify_ms)::real AS mean_classify_ms,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY e.classify_ms) AS p95_classify_ms
  FROM honeyburst.enrichment e
 CROSS JOIN LATERAL (SELECT count(*) AS photos FROM honeyburst.prediction p WHERE p.enrichment_id = e.id) p
 WHERE e.state = 'done' AND e.finished_at IS NOT NULL
 GROUP BY 1, 2;
COMMENT ON VIEW analytics.throughput_hourly IS 'Listings and photos an hour, and where their time went; narrow it by hour on a large ledger';
COMMENT ON COLUMN analytics.throughput_hourly.hour IS 'Beginning of the hour';
COMMENT ON COLUMN analytics.throughput_hourly.model IS 'Model that was used';
COMMENT ON COLUMN analytics.throughput_hourly.listings IS 'Listings enriched';
COMMENT ON COLUMN analytics.throughput_hourly.photos IS 'Their photos that were classified';
COMMENT ON COLUMN analytics.throughput_hourly.mean_fetch_ms IS 'Mean milliseconds a listing spent on fetching and decoding';
COMMENT ON COLUMN analytics.throughput_hourly.p95_fetch_ms IS 'What 95 % of the listings stay below';
COMMENT ON COLUMN analytics.throughput_hourly.mean_classify_ms IS 'Mean milliseconds a listing spent on waiting for the classifier and on classification';
COMMENT ON COLUMN analytics.throughput_hourly.p95_classify_ms IS 'What 95 % of the listings stay below';

CREATE VIEW analytics.custom_vision_cost AS
SELECT u.month, u.resource, u.calls, u.calls * 2.0::double precision / 1000 AS usd_at_list_price,
       sum(u.calls) OVER (PARTITION BY u.resource ORDER BY u.month)::bigint AS calls_so_far
  FROM honeyburst.custom_vision_usage u;
COMMENT ON VIEW analytics.custom_vision_cost IS 'Predictions that were paid for at Custom Vision, by month';
COMMENT ON COLUMN analytics.custom_vision_cost.month IS 'First day of the calendar month, in UTC';
COMMENT ON COLUMN analytics.custom_vision_cost.resource IS 'Address of the resource';
COMMENT ON COLUMN analytics.custom_vision_cost.calls IS 'Predictions answered, and those whose answer was lost';
COMMENT ON COLUMN analytics.custom_vision_cost.usd_at_list_price IS 'What they cost at 2 USD for 1,000, the list price of S0; multiply calls by your own price where it differs';
COMMENT ON COLUMN analytics.custom_vision_cost.calls_so_far IS 'Predictions of the resource up to and with this month';

CREATE VIEW analytics.failure_by_code AS
SELECT f.error_code, f.stage, f.model, f.failures, f.mean_attempts, f.first_at, f.last_at, l.external_id AS example_external_id,
       e.error_message AS example_message
  FROM (SELECT error_code, stage, model, count(*) AS failures, avg(attempts)::real AS mean_attempts,
               min(finished_at) AS first_at, max(finished_at) AS last_at, max(id) AS example_id
          FROM honeyburst.enrichment WHERE state = 'failed' GROUP BY error_code, stage, model) f
  JOIN honeyburst.enrichment e ON e.id = f.example_id
  JOIN honeyburst.listing l ON l.id = e.listing_id;
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

CREATE VIEW analytics.photo_failure AS
SELECT one ->> 'code' AS error_code, one ->> 'stage' AS stage, e.model, count(*) AS photos,
       count(DISTINCT e.listing_id) AS listings, count(*) FILTER (WHERE e.state = 'done') AS made_up_for,
       max(e.finished_at) AS last_at
  FROM honeyburst.enrichment e CROSS JOIN LATERAL jsonb_array_elements(e.photo_errors) one
 WHERE e.photo_errors <> '[]'
 GROUP BY 1, 2, 3;
COMMENT ON VIEW analytics.photo_failure IS 'Photos that could not be used, by code, also of listings that were enriched from their other photos';
COMMENT ON COLUMN analytics.photo_failure.error_code IS 'Code of the failure';
COMMENT ON COLUMN analytics.photo_failure.stage IS 'Stage that failed: fetch or decode';
COMMENT ON COLUMN analytics.photo_failure.model IS 'Model that was to be used';
COMMENT ON COLUMN analytics.photo_failure.photos IS 'Photos that failed';
COMMENT ON COLUMN analytics.photo_failure.listings IS 'Listings they belong to';
COMMENT ON COLUMN analytics.photo_failure.made_up_for IS 'Photos whose listing was enriched all the same';
COMMENT ON COLUMN analytics.photo_failure.last_at IS 'When the last such listing was closed';

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'honeyburst_analyst') THEN
    GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO honeyburst_analyst;
    GRANT EXECUTE ON FUNCTION analytics.wilson_low, analytics.wilson_high TO honeyburst_analyst;
  END IF;
END $$;
