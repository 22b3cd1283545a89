# The image of Taleport: one program for every role. `npm run check:image` performs the same steps without a container engine.

# What npm needs to know to install: this layer changes only when a dependency does.
FROM node:26-trixie-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY packages/contracts/package.json packages/contracts/
COPY packages/story-archive/package.json packages/story-archive/
COPY packages/story-model/package.json packages/story-model/
COPY packages/story-reader/package.json packages/story-reader/

# The studio, with the reader of stories in it. Of the root's own packages none is installed: the Node that it brings for
# machines with an older one, and the test tools.
FROM manifests AS studio
RUN npm ci --workspace=apps/web --no-audit --no-fund
COPY tsconfig.json ./
COPY packages packages
COPY apps/web apps/web
RUN npm run build --workspace=apps/web

# What the server imports. Of what is optional most is not wanted: drivers of other databases, and Node itself.
FROM manifests AS dependencies
RUN npm ci --workspace=apps/server --omit=dev --omit=optional --no-audit --no-fund
# Two fifths of what was installed, for people who read or compile the packages.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# What fits one kind of machine only is optional to npm, so this has it, beside much that nobody needs.
FROM manifests AS native
RUN npm ci --workspace=apps/server --omit=dev --no-audit --no-fund

FROM node:26-trixie-slim
LABEL org.opencontainers.image.title="Taleport" \
      org.opencontainers.image.description="A self-hosted studio for illustrated, narrated, multilingual, interactive stories." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
WORKDIR /app
COPY LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=native /app/node_modules/@node-rs node_modules/@node-rs
COPY packages/contracts packages/contracts
COPY packages/story-archive packages/story-archive
COPY packages/story-model packages/story-model
COPY packages/story-reader packages/story-reader
COPY apps/server apps/server
COPY --from=studio /app/apps/web/dist apps/web/dist
# The one folder that is written, besides /tmp. A volume takes its owner from here.
RUN install --directory --owner=node --group=node /data
VOLUME /data
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/apps/server/bin/taleport.js"]
CMD ["serve"]
