FROM alpine:3.20
COPY <<EOF /a
hello $who
EOF
COPY <<"EOF" /b
hello $who
EOF
