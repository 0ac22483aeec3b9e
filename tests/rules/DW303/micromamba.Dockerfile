FROM mambaorg/micromamba:2.3.3
RUN micromamba install -y -n base -f /tmp/env.yaml
