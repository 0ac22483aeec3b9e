FROM python:3.11-slim
RUN <<EOF
echo one
EOF
COPY <<A <<-"B" /files/
$UNSET
A
	tabbed
	B
RUN cat <<X > /x && cat <<'Y' > /y
x
X
$y
Y
