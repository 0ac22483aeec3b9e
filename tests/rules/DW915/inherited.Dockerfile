FROM nginx:1.29 AS base
HEALTHCHECK CMD ["true"]
FROM base
CMD ["nginx"]
