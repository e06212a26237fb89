-- Sessions of the review page are kept, so that signing out ends them on the server.

CREATE TABLE honeyburst.session (
  sha256       bytea PRIMARY KEY,
  token_sha256 bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL
);
COMMENT ON TABLE honeyburst.session IS 'Who is signed in on the review page; the cookies themselves are not kept';
COMMENT ON COLUMN honeyburst.session.sha256 IS 'SHA-256 of what the cookie holds';
COMMENT ON COLUMN honeyburst.session.token_sha256 IS 'Key (api_token.sha256) that it was opened with, and ends with; null: opened by the sign-in link that serve prints as long as there is no key';
COMMENT ON COLUMN honeyburst.session.created_at IS 'When somebody signed in';
COMMENT ON COLUMN honeyburst.session.expires_at IS 'From when on it is refused';
CREATE INDEX session_expiry ON honeyburst.session (expires_at);
