-- Fresh listings: messages of the event hook that were taken, and a way in for those who write the tables directly.

CREATE TABLE honeyburst.hook_message (
  id          text PRIMARY KEY,
  sha256      bytea NOT NULL,
  signed_at   timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX hook_message_received ON honeyburst.hook_message (received_at);
COMMENT ON TABLE honeyburst.hook_message IS 'Signed messages that the event hook took, kept for as long as their signature would be accepted again';
COMMENT ON COLUMN honeyburst.hook_message.id IS 'webhook-id: the same for each attempt to deliver the message';
COMMENT ON COLUMN honeyburst.hook_message.sha256 IS 'SHA-256 of the body';
COMMENT ON COLUMN honeyburst.hook_message.signed_at IS 'webhook-timestamp of the latest attempt: an older one is a replay';
COMMENT ON COLUMN honeyburst.hook_message.received_at IS 'When the latest attempt arrived';

-- No key on listing_id alone, so that a writer never waits for the worker that takes its former row away.
CREATE TABLE honeyburst.fresh_listing (
  listing_id bigint NOT NULL REFERENCES honeyburst.listing (id) ON DELETE CASCADE,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (listing_id, id)
);
COMMENT ON TABLE honeyburst.fresh_listing IS 'Listings that others wrote, for a worker to resolve and put on the ledger; see honeyburst.watch_listings';
COMMENT ON COLUMN honeyburst.fresh_listing.listing_id IS 'The listing; as often as it was written';
COMMENT ON COLUMN honeyburst.fresh_listing.id IS 'Tells the writes apart';
COMMENT ON COLUMN honeyburst.fresh_listing.created_at IS 'When it was written';

-- It does not notify: Postgres lets transactions that do commit only one after the other, and these are not ours.
CREATE FUNCTION honeyburst.listing_fresh() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO honeyburst.fresh_listing (listing_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION honeyburst.listing_fresh IS 'Notes a listing for the workers, whoever wrote it';

-- The importer and the hook resolve what they write themselves, and say so. Photos come by way of photos_hash.
CREATE TRIGGER listing_fresh_inserted AFTER INSERT ON honeyburst.listing FOR EACH ROW
  WHEN (current_setting('honeyburst.resolved', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION honeyburst.listing_fresh();
CREATE TRIGGER listing_fresh_updated AFTER UPDATE ON honeyburst.listing FOR EACH ROW
  WHEN ((OLD.content_hash, OLD.state) IS DISTINCT FROM (NEW.content_hash, NEW.state)
        AND current_setting('honeyburst.resolved', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION honeyburst.listing_fresh();
ALTER TABLE honeyburst.listing DISABLE TRIGGER listing_fresh_inserted;
ALTER TABLE honeyburst.listing DISABLE TRIGGER listing_fresh_updated;

CREATE FUNCTION honeyburst.watch_listings(watch boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF watch THEN
    ALTER TABLE honeyburst.listing ENABLE TRIGGER listing_fresh_inserted, ENABLE TRIGGER listing_fresh_updated;
  ELSE
    ALTER TABLE honeyburst.listing DISABLE TRIGGER listing_fresh_inserted, DISABLE TRIGGER listing_fresh_updated;
  END IF;
END $$;
COMMENT ON FUNCTION honeyburst.watch_listings IS 'Whether listings that others insert or change go on the ledger by themselves, ahead of a backfill; off at first';
