#!/bin/sh
. ./.env
find backups -mtime +"$KEEP_DAYS" -delete
