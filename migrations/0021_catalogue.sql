-- What the marketplace's own catalogue knows of the finishes of a guitar.

ALTER TABLE honeyburst.listing
  ADD COLUMN guitar_maker text,
  ADD COLUMN guitar_line text,
  ADD COLUMN guitar_decade smallint,
  ADD COLUMN unusual_share real;
COMMENT ON COLUMN honeyburst.listing.guitar_maker IS 'Maker that make, model or title name, such as Squier; null if none';
COMMENT ON COLUMN honeyburst.listing.guitar_line IS 'Model line that they name, such as Stratocaster; null if none';
COMMENT ON COLUMN honeyburst.listing.guitar_decade IS 'First year of the decade that year names; null if none';
COMMENT ON COLUMN honeyburst.listing.unusual_share IS 'Share of the stated finish among the other listings of the model line, where the last backfill found that unusual; null: it did not';
CREATE INDEX listing_unusual ON honeyburst.listing (id) WHERE unusual_share IS NOT NULL;

ALTER TABLE honeyburst.suggestion ADD COLUMN either text[], ADD COLUMN suspicion real NOT NULL DEFAULT 0;
CREATE INDEX suggestion_suspicion ON honeyburst.suggestion (status, suspicion, id);
COMMENT ON COLUMN honeyburst.suggestion.suspicion IS 'How sure the strongest reason is that the stated finish is wrong, 0 to 1; evidence.strength has each reason';
COMMENT ON COLUMN honeyburst.suggestion.either IS 'The two or three finishes of the family of which one is right with the confidence of an answer, the most probable first; null where the finish is named, or three are too few';

-- Listings that teach which finishes guitars have: the stated finish is recognised, and the words do not contradict it. Sold
-- ones teach too. Counts are made from the index alone, so they are never out of date.
CREATE INDEX listing_taught ON honeyburst.listing (guitar_maker, guitar_line, guitar_decade, finish_slug) INCLUDE (id)
 WHERE finish_slug IS NOT NULL AND state <> 'deleted'
   AND NOT coalesce(honeyburst.contradicts(finish_slug, finish_family, text_finish, text_family), false);
COMMENT ON INDEX honeyburst.listing_taught IS 'Serves analytics.catalogue_finish and the counts in a worker';

CREATE VIEW honeyburst.catalogue_listing AS
SELECT l.id, l.guitar_maker, l.guitar_line, l.guitar_decade, l.finish_slug
  FROM honeyburst.listing l
 WHERE l.finish_slug IS NOT NULL AND l.state <> 'deleted'
   AND NOT coalesce(honeyburst.contradicts(l.finish_slug, l.finish_family, l.text_finish, l.text_family), false)
   AND NOT EXISTS (SELECT FROM honeyburst.suggestion s
                    WHERE s.listing_id = l.id AND s.status = 'pending' AND s.reasons @> '{contradicts_photo}')
   AND NOT EXISTS (SELECT FROM honeyburst.suggestion s
                    WHERE s.listing_id = l.id AND s.written_hash = l.content_hash)
   AND NOT EXISTS (SELECT FROM honeyburst.review r JOIN honeyburst.suggestion s ON s.id = r.suggestion_id
                    WHERE s.listing_id = l.id AND r.finish = l.finish_slug
                      AND s.evidence #>> '{stated,finish}' IS DISTINCT FROM l.finish_slug);
COMMENT ON VIEW honeyburst.catalogue_listing IS 'Listings that teach which finishes guitars have: their stated finish is recognised, contradicted neither by their words nor by their photos, and not one that a reviewer gave them';
COMMENT ON COLUMN honeyburst.catalogue_listing.id IS 'The listing';
COMMENT ON COLUMN honeyburst.catalogue_listing.guitar_maker IS 'Maker, or null';
COMMENT ON COLUMN honeyburst.catalogue_listing.guitar_line IS 'Model line, or null';
COMMENT ON COLUMN honeyburst.catalogue_listing.guitar_decade IS 'First year of the decade, or null';
COMMENT ON COLUMN honeyburst.catalogue_listing.finish_slug IS 'The stated finish';

CREATE VIEW analytics.catalogue_finish AS
SELECT guitar_maker AS maker, guitar_line AS line, guitar_decade AS decade, finish_slug AS finish, count(*) AS listings,
       count(*)::real / sum(count(*)) OVER (PARTITION BY guitar_maker, guitar_line, guitar_decade)::real AS share
  FROM honeyburst.catalogue_listing
 GROUP BY guitar_maker, guitar_line, guitar_decade, finish_slug;
COMMENT ON VIEW analytics.catalogue_finish IS 'How many listings of a maker, model line and decade state a finish: what the catalogue knows when it suggests one';
COMMENT ON COLUMN analytics.catalogue_finish.maker IS 'Maker; null if the words name none';
COMMENT ON COLUMN analytics.catalogue_finish.line IS 'Model line; null if the words name none';
COMMENT ON COLUMN analytics.catalogue_finish.decade IS 'First year of the decade; null if the year is unknown';
COMMENT ON COLUMN analytics.catalogue_finish.finish IS 'Stated finish';
COMMENT ON COLUMN analytics.catalogue_finish.listings IS 'Listings that state it';
COMMENT ON COLUMN analytics.catalogue_finish.share IS 'Their share among the listings of this maker, line and decade, 0 to 1';

CREATE OR REPLACE VIEW analytics.pending_suggestion AS
SELECT s.id AS suggestion_id, l.external_id, l.make, l.model AS guitar_model, l.year, l.title, l.finish AS stated_finish,
       s.level, s.family, s.finish, s.confidence, s.reasons, s.model, s.taxonomy_version, s.created_at, s.either
  FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
 WHERE s.status = 'pending';
COMMENT ON COLUMN analytics.pending_suggestion.either IS 'Two or three finishes of the family of which one is right with the confidence of an answer, the most probable first; null where there are none';

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
   UNION ALL
   SELECT 'unusual_for_model' WHERE l.unusual_share IS NOT NULL
 ) r
 WHERE l.state IN ('draft', 'live') AND l.resolved_taxonomy IS NOT NULL
   AND NOT EXISTS (SELECT FROM honeyburst.suggestion s
                    WHERE s.listing_id = l.id AND s.written_hash = l.content_hash);
COMMENT ON COLUMN honeyburst.finding.reason IS 'missing: no finish; unrecognised: not in the taxonomy; vague: only a colour word; contradicts_text: the title, model or description names another finish; contradicts_photo: the last model to look at the photos saw another one, or an audit of all that it saw doubts the stated one; unusual_for_model: listings of this model line hardly ever state it';
COMMENT ON COLUMN honeyburst.enrichment.reasons IS 'Why the listing was picked: missing, unrecognised, vague, contradicts_text, contradicts_photo, unusual_for_model, unchecked';

CREATE OR REPLACE VIEW analytics.suspicious_listing_ranked AS
SELECT row_number() OVER (ORDER BY coalesce(s.status IN ('accepted', 'edited', 'rejected'), false),
                          array_position('{contradicted,unclear,missing}', k.kind),
                          a.audit_rank NULLS LAST, cardinality(s.reasons) DESC, s.confidence DESC NULLS LAST,
                          s.external_id) AS rank,
       k.kind, a.audit_rank, a.audit_margin, s.*
  FROM analytics.suspicious_listing s
  JOIN honeyburst.listing l ON l.external_id = s.external_id
 CROSS JOIN LATERAL (
   SELECT CASE WHEN s.reasons && '{contradicts_text,contradicts_photo,unusual_for_model}' THEN 'contradicted'
               WHEN s.reasons && '{vague,unrecognised}' THEN 'unclear' ELSE 'missing' END AS kind) k
  LEFT JOIN (
    SELECT DISTINCT ON (listing_id, content_hash) listing_id, content_hash, audit_rank, audit_margin
      FROM honeyburst.enrichment WHERE audit_rank IS NOT NULL
     ORDER BY listing_id, content_hash, id DESC) a ON a.listing_id = l.id AND a.content_hash = l.content_hash;
COMMENT ON COLUMN analytics.suspicious_listing_ranked.kind IS 'contradicted: text, photos or the other listings of the model line say otherwise; unclear: stated vaguely or unknown to the taxonomy; missing: not stated';
