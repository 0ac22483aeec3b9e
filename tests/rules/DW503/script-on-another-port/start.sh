#!/bin/sh
uvicorn main:app --host 127.0.0.1 --port 9000 &
exec nginx -g "daemon off;"
