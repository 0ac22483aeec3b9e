FROM scratch
ENV A=1
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENTRYPOINT exec app --flag $A \
  # a comment
  --more
CMD first
CMD echo "$A"   'b'  # not a comment
HEALTHCHECK --interval=5s --retries=4 CMD curl -f   http://localhost/ || exit 1
