-- Who may do what over HTTP: roles of keys, and what the cookies of the review page are signed with.

ALTER TABLE honeyburst.api_token
  DROP CONSTRAINT api_token_role_check,
  ADD CONSTRAINT api_token_role_check
    CHECK (role IN ('admin', 'reviewer', 'analyst', 'ingest', 'training', 'prediction'));
COMMENT ON COLUMN honeyburst.api_token.role IS 'admin: everything; reviewer: reads and decides; analyst: reads; ingest: sends listings and photos; training, prediction: the two keys of the Custom Vision compatible server';

CREATE TABLE honeyburst.session_key (
  secret bytea NOT NULL
);
COMMENT ON TABLE honeyburst.session_key IS 'One row: what session cookies are signed with';
COMMENT ON COLUMN honeyburst.session_key.secret IS 'Key of the HMAC-SHA-256, made at random when the table was made';
INSERT INTO honeyburst.session_key
  SELECT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

-- What people look for in listings: words of maker, model and title.
CREATE INDEX listing_words ON honeyburst.listing USING gin
  (to_tsvector('simple', coalesce(make, '') || ' ' || coalesce(model, '') || ' ' || coalesce(title, '')));
