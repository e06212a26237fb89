#!/bin/sh
# Makes the database and its logins, each with the least rights. PostgreSQL's image runs it when the volume is new. It may be
# run again, for new passwords: docker compose exec postgres sh /docker-entrypoint-initdb.d/roles.sh
set -eu
: "${OWNER_PASSWORD:?}" "${WORKER_PASSWORD:?}" "${SERVE_PASSWORD:?}"
psql --set=ON_ERROR_STOP=1 --no-password --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set=owner="$OWNER_PASSWORD" --set=worker="$WORKER_PASSWORD" --set=serve="$SERVE_PASSWORD" <<'SQL'
SELECT format('CREATE ROLE %I %s', name, attributes)
  FROM (VALUES ('honeyburst_worker', 'NOLOGIN'), ('honeyburst_serve', 'NOLOGIN'), ('honeyburst_analyst', 'NOLOGIN'),
               ('honeyburst_owner', 'LOGIN'), ('worker', 'LOGIN IN ROLE honeyburst_worker'),
               ('serve', 'LOGIN IN ROLE honeyburst_serve')) role (name, attributes)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE honeyburst_owner PASSWORD :'owner';
ALTER ROLE worker PASSWORD :'worker';
ALTER ROLE serve PASSWORD :'serve';
SELECT 'CREATE DATABASE honeyburst OWNER honeyburst_owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'honeyburst') \gexec
ALTER DATABASE honeyburst OWNER TO honeyburst_owner;
REVOKE ALL ON DATABASE honeyburst FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE honeyburst TO honeyburst_worker, honeyburst_serve;
GRANT CONNECT ON DATABASE honeyburst TO honeyburst_analyst;
SQL
