FROM python:3.11-slim
RUN <<EOF
#!/usr/bin/env python3
print("hello")
EOF
