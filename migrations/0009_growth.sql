-- For ledgers of many millions of rows.

-- Rows by the code of their last failure, or the reason why they were skipped, without reading all that went well.
CREATE INDEX enrichment_code ON honeyburst.enrichment (error_code, id) WHERE error_code IS NOT NULL;

-- A row changes three times before it is done. By default a table is cleaned up when a fifth of it has changed: of a
-- hundred million rows that would be seven million listings later, and plans would go by the statistics of before.
ALTER TABLE honeyburst.enrichment SET (
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02
);
