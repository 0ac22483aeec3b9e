FROM debian:13
RUN bash -o pipefail -c 'curl -fsSL https://example.com/install.sh | bash'
RUN bash -c 'set -euxo pipefail; curl -fsSL https://example.com/install.sh | bash'
SHELL ["/bin/bash", "-c"]
RUN set -o pipefail && curl -fsSL https://example.com/install.sh | bash
