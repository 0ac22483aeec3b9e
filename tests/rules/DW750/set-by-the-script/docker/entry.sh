#!/bin/sh
export SIGNING_KEY="$(cat /run/secrets/key)"
exec "$@"
