FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl \
 && curl -LsSf "https://astral.sh/uv/install.sh" | env INSTALLER_NO_MODIFY_PATH=1 sh \
 && rm -rf /var/lib/apt/lists/*
RUN bash -c "$(curl -LsSf https://astral.sh/uv/install.sh)"
RUN curl -LsSf https://astral.sh/uv/0.13.9/install.sh | sh
RUN curl -LsSf https://astral.sh/uv/nightly.sh | sh
USER 10001
