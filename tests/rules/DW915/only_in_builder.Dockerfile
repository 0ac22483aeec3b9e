FROM node:22 AS build
HEALTHCHECK CMD true
FROM nginx:1.29
COPY --from=build /x /x
