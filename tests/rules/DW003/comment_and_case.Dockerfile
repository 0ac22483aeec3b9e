FROM alpine
// a comment
rnu true
COPY_IT a b
CPOY <<EOF /x
a
EOF
