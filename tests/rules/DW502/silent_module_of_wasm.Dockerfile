FROM rust:1.86-slim AS build
WORKDIR /src
COPY . .
RUN cargo build --release --target wasm32-wasip1

FROM scratch
COPY --link --from=build /src/target/wasm32-wasip1/release/etl.wasm /etl.wasm
ENTRYPOINT ["etl.wasm"]
