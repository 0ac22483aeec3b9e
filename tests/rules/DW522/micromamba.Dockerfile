FROM mambaorg/micromamba:2.0.5
RUN <<EOF
micromamba activate base
python -V
EOF
RUN if true; then micromamba activate base && python -V; fi
