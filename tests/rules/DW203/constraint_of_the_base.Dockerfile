FROM registry.example/team/base:4
WORKDIR /srv
ENV UV_OVERRIDE=/etc/uv/overrides.txt
COPY . .
RUN pip install -r requirements.txt
