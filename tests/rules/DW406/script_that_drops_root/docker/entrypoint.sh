#!/bin/sh
set -e
# made for root
mkdir -p /data && chown app /data
exec "$@"
