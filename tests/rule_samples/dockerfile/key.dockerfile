FROM node:22.9.0
ARG REGISTRY_TOKEN
# ruleid: dockerfile-secrets-in-image-argument
RUN npm config set //registry.example.com/:_authToken=$REGISTRY_TOKEN \
    && npm ci
USER node
