#!/bin/sh
# Prints a password of its own for each login of docker-compose.yml: sh deploy/make-env.sh > .env
set -eu
for name in POSTGRES_PASSWORD OWNER_PASSWORD WORKER_PASSWORD SERVE_PASSWORD REDIS_PASSWORD; do
  printf '%s=%s\n' "$name" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done
