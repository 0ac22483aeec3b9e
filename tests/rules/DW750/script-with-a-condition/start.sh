#!/bin/sh
if [ "$1" = main ]; then
  exec python main.py
fi
exec "$@"
