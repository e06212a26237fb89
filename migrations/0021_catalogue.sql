-- What the marketplace's own catalogue knows of the finishes of a guitar.

ALTER TABLE honeyburst.listing
  ADD COLUMN guitar_maker text,
  ADD COLUMN guitar_line text,
  ADD COLUMN guitar_decade smallint;
COMMENT ON COLUMN honeyburst.listing.guitar_maker IS 'Maker that make, model or title name, such as Squier; null if none';
COMMENT ON COLUMN honeyburst.listing.guitar_line IS 'Model line that they name, such as Stratocaster; null if none';
COMMENT ON COLUMN honeyburst.listing.guitar_decade IS 'First year of the decade that year names; null if none';

ALTER TABLE honeyburst.suggestion ADD COLUMN either text[];
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
