-- model.json may name a host that photos are sent to. The permission is kept here, because a folder must not grant it to
-- itself.
ALTER TABLE honeyburst.model ADD COLUMN allowed_hosts text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN honeyburst.model.allowed_hosts IS 'Hosts (with the port, unless it is the usual one) that the model may send photos to: those of --allow-container';
