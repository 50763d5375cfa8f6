FROM python:3.12-slim
ARG INDEX_TOKEN
# ruleid: dockerfile-secrets-in-image-argument
RUN pip install --index-url https://ci:${INDEX_TOKEN}@pypi.example.com/simple app
ARG VAULT_SECRET
# ok: dockerfile-secrets-in-image-argument
RUN --mount=type=secret,id=vault VAULT_SECRET=$(cat /run/secrets/vault) ./fetch
ARG REVISION
# ok: dockerfile-secrets-in-image-argument
RUN echo "$REVISION" > /srv/revision
# ruleid: dockerfile-secrets-in-image
RUN echo 'admin:hunter22' | chpasswd
# ruleid: dockerfile-secrets-in-image
RUN useradd -m -p "$(openssl passwd -1 swordfish)" joe
# ok: dockerfile-secrets-in-image
RUN useradd -m joe && echo "joe:$PW" | chpasswd -e
# ruleid: dockerfile-secrets-in-image
COPY --chown=app keys/server.key /etc/ssl/
# ok: dockerfile-secrets-in-image
COPY keys/ca-chain.pem keys/truststore.jks /etc/ssl/
# ok: dockerfile-secrets-in-image
COPY authorized_keys /home/app/.ssh/authorized_keys
ENV DB_HOST=db \
# ruleid: dockerfile-secrets-in-image
    DB_PASSWORD=s3cr3t-Enough
# ruleid: dockerfile-secrets-in-image
ENV DATABASE_URL=postgres://app:Tr0ub4dor@db/app
# ok: dockerfile-secrets-in-image
ENV PASSWORD_MIN_LENGTH=12 DATABASE_URL=postgres://db/app
# ruleid: dockerfile-secrets-in-image
ENV Store="Server=db;User Id=app;Password=Gr4nite!8;"
# ok: dockerfile-secrets-in-image
RUN SECRET_KEY=dummy-for-build ./manage.py collectstatic
USER app
