#!/bin/sh
docker build \
  -t example/api:dev .
