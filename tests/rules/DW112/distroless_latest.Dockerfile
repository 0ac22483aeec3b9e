FROM gcr.io/distroless/static
