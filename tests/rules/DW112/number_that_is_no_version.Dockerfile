FROM team2024/base AS owner
FROM arm64v8/nginx AS architecture
FROM quay.io/pypa/manylinux_x86_64:latest AS wheels
