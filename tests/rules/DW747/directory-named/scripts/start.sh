#!/bin/sh
exec docker compose --project-directory . -f deploy/compose.yaml up
