FROM alpine
RUN echo a \
# why
  b

RUN <<EOF

echo
EOF
