#!/bin/sh
set -e
mkdir -p run
echo $$ > run/pid
exec python3 "$@"
