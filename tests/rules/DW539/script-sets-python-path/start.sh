#!/bin/sh
export PYTHONPATH=/data/site
exec "$@"
