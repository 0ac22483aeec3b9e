FROM debian:13
RUN pip install a;pip install b ;  pip install c
RUN pip install a; \
    # why
    pip install b
RUN pip install a || true; pip install b; pip install c
RUN <<EOF
#!/bin/bash
pip install a
pip install b
EOF
RUN <<-EOF
	pip install a
	pip install b
	EOF
RUN <<EOF

  pip install a
  pip cache purge
EOF
