-- Every login of a database may take any advisory lock, and so stop whoever waits for it. What only one process may do at a
-- time is locked by tables and rows that only the roles of worker and serve may lock.

CREATE TABLE honeyburst.dispatch_lock ();
COMMENT ON TABLE honeyburst.dispatch_lock IS 'Never holds a row: it is locked by the worker that moves rows of the ledger to the queue';

-- LOCK TABLE ... NOWAIT raises an error, which would end the transaction and fill the log of the server.
CREATE FUNCTION honeyburst.try_dispatch_lock() RETURNS boolean
  LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE honeyburst.dispatch_lock IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
  RETURN true;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;
COMMENT ON FUNCTION honeyburst.try_dispatch_lock() IS 'Takes the lock of the dispatchers until the end of the transaction; false if another one has it';

CREATE TABLE custom_vision_server.background_work (
  kind text NOT NULL,
  id text NOT NULL,
  PRIMARY KEY (kind, id)
);
COMMENT ON TABLE custom_vision_server.background_work IS 'Pieces of work that a process of serve does or was killed over; whoever does one holds its row locked';
COMMENT ON COLUMN custom_vision_server.background_work.kind IS 'Kind of work';
COMMENT ON COLUMN custom_vision_server.background_work.id IS 'What is worked on, such as the id of an iteration';
