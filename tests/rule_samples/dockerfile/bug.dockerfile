FROM python:3.12-slim AS first
# ruleid: dockerfile-bug-relative-folder
WORKDIR srv/app
# ok: dockerfile-bug-relative-folder
WORKDIR sub
# ruleid: dockerfile-bug-stale-package-list
RUN apt-get update
# ruleid: dockerfile-bug-build-fails
RUN apt-get install --no-install-recommends libpq5
# ok: dockerfile-bug-build-fails, dockerfile-bug-stale-package-list
RUN apt-get update && apt-get install --no-install-recommends \
    libpq5 -y
# ok: dockerfile-bug-build-fails
RUN dnf -y install make
# ruleid: dockerfile-bug-build-fails
COPY a.conf b.conf /etc/tool
# ok: dockerfile-bug-build-fails
COPY package.json package-lock.json ./
# ruleid: dockerfile-bug-build-fails
COPY ../shared /srv/shared
# ok: dockerfile-bug-build-fails
COPY --from=first /srv/lib ../lib
# ruleid: dockerfile-bug-lost-effect
RUN cd /srv/app
# ruleid: dockerfile-bug-lost-effect
RUN export LANG=C.UTF-8
# ruleid: dockerfile-bug-lost-effect
RUN service redis-server start
# ok: dockerfile-bug-lost-effect
RUN cd /srv/app && make
# ok: dockerfile-bug-lost-effect
RUN . venv/bin/activate; pip check
# ruleid: dockerfile-bug-own-variable
ENV HOME_DIR=/srv BIN_DIR=$HOME_DIR/bin
# ruleid: dockerfile-bug-own-variable
ENV PATH=/srv/bin
# ok: dockerfile-bug-own-variable
ENV PATH=/srv/bin:$PATH
# ok: dockerfile-bug-own-variable
ENV A_DIR=$HOME_DIR/a B_DIR=$HOME_DIR/b
# ruleid: dockerfile-bug-pipe
RUN curl -fsSL https://example.com/data.tgz | tar -xz -C /srv
# ruleid: dockerfile-bug-pipe
RUN wget -qO- https://example.com/rows.sql.gz | gunzip > /srv/rows.sql
# ok: dockerfile-bug-pipe
RUN set -o pipefail && curl -fsSL https://example.com/data.tgz | tar -xz -C /srv
# ok: dockerfile-bug-pipe
RUN curl -fsSL -o /tmp/x.tgz https://example.com/x.tgz && tar -xzf /tmp/x.tgz
USER app
CMD ["one"]
# ruleid: dockerfile-bug-second-command
CMD ["two"]
# ok: dockerfile-bug-second-command
ENTRYPOINT ["three"]

FROM alpine:3.20
# ok: dockerfile-bug-relative-folder
WORKDIR $HOME
# ruleid: dockerfile-bug-stale-package-list
RUN apk update
# ok: dockerfile-bug-stale-package-list
RUN apk update && apk add make
USER app
# ok: dockerfile-bug-second-command
HEALTHCHECK CMD ["ok"]
# ruleid: dockerfile-bug-second-command
HEALTHCHECK CMD ["better"]
# ruleid: dockerfile-bug-exec-form
CMD ['serve', '--all']
# ok: dockerfile-bug-exec-form
ENTRYPOINT ["serve", "--all"]

FROM alpine:3.20
# ruleid: dockerfile-bug-relative-folder
WORKDIR app
USER app
# ruleid: dockerfile-bug-exec-form
ENTRYPOINT ["serve", "--port", "$PORT"]

FROM alpine:3.20
USER app
# ok: dockerfile-bug-exec-form
ENTRYPOINT ["sh", "-c", "serve --port $PORT"]
# ruleid: dockerfile-bug-shell-form
CMD gunicorn shop.wsgi

FROM alpine:3.20
USER app
# ruleid: dockerfile-bug-shell-form
ENTRYPOINT /srv/run --all

FROM alpine:3.20
USER app
# ok: dockerfile-bug-shell-form
ENTRYPOINT exec /srv/run --all
# ok: dockerfile-bug-shell-form
CMD ["all"]
