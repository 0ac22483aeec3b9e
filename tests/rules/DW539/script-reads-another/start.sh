#!/bin/sh
. /data/venv/bin/activate
exec "$@"
