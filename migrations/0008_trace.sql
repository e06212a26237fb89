-- The trace that a row belongs to outlives the process that put it on the ledger.

ALTER TABLE honeyburst.enrichment ADD COLUMN trace_parent text CHECK (length(trace_parent) <= 55);
COMMENT ON COLUMN honeyburst.enrichment.trace_parent IS 'W3C traceparent of the request or backfill that put the row on the ledger, where it was traced';
