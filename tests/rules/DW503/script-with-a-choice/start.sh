#!/bin/sh
if [ -n "$DEV" ]; then exec uvicorn main:app --host 127.0.0.1; fi
