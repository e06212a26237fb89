-- Open rows whose photo host is too slow, or down, wait on the ledger and not on the queue, where they would take the places
-- of others. The dispatcher finds the rows that may go without reading past them.

ALTER TABLE honeyburst.enrichment
  ADD COLUMN not_before timestamptz,
  ADD COLUMN postponements smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN honeyburst.enrichment.not_before IS 'A pending row is not put on the queue before this time; error_code and error_message say why';
COMMENT ON COLUMN honeyburst.enrichment.postponements IS 'How often the row was put off because its photo host was down';

DROP INDEX honeyburst.enrichment_pending;
CREATE INDEX enrichment_pending ON honeyburst.enrichment (priority, id)
  WHERE state = 'pending' AND not_before IS NULL;
CREATE INDEX enrichment_postponed ON honeyburst.enrichment (not_before)
  WHERE state = 'pending' AND not_before IS NOT NULL;
