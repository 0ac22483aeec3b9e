#!/bin/sh
set -e
python -c "print(1)"
exec uvicorn main:app --port 8000
