# One static program on nothing: no shell, no package manager, not root.
FROM node:20.20-bookworm-slim AS pages
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/
RUN npm --prefix frontend ci --no-fund --no-audit
COPY api/openapi.yaml api/
COPY frontend frontend
RUN npm --prefix frontend run build

FROM golang:1.26-bookworm AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/frontend/dist frontend/dist
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/kvarter ./cmd/kvarter \
 && install -d -m 0700 -o 65532 -g 65532 /out/data \
 && install -d -m 1777 /out/tmp

FROM scratch
COPY --from=program /out /
USER 65532:65532
ENV KVARTER_DATA=/data KVARTER_LISTEN=0.0.0.0:8080 KVARTER_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=5s CMD ["/kvarter", "check", "--server", "http://127.0.0.1:8080"]
ENTRYPOINT ["/kvarter"]
CMD ["serve"]
