-- Reviews of before 0004 have no revision, and would count as decisions that do not stand.

ALTER TABLE honeyburst.review DISABLE TRIGGER review_append_only;
WITH numbered AS (
  SELECT id, row_number() OVER (PARTITION BY suggestion_id ORDER BY id) AS revision
    FROM honeyburst.review
   WHERE suggestion_id IN (SELECT suggestion_id FROM honeyburst.review WHERE revision IS NULL)
)
UPDATE honeyburst.review r SET revision = -n.revision FROM numbered n WHERE r.id = n.id;
-- In two steps, so that no number is given twice on the way.
WITH turned AS (
  UPDATE honeyburst.review SET revision = -revision WHERE revision < 0 RETURNING suggestion_id, revision
)
UPDATE honeyburst.suggestion s SET revision = t.revision
  FROM (SELECT suggestion_id, max(revision) AS revision FROM turned GROUP BY suggestion_id) t
 WHERE s.id = t.suggestion_id;
ALTER TABLE honeyburst.review ENABLE TRIGGER review_append_only;
