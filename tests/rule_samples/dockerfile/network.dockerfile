ARG TAG=latest
# ruleid: dockerfile-unpinned-base
FROM buildpack-deps:${TAG} AS base
USER app
# ruleid: dockerfile-open-ingress
EXPOSE 8080 23
# ok: dockerfile-open-ingress
EXPOSE 22000
# ruleid: dockerfile-public-database
ENV POSTGRES_HOST_AUTH_METHOD=trust
# ruleid: dockerfile-public-database
ENV MYSQL_ALLOW_EMPTY_PASSWORD=yes
# ok: dockerfile-public-database
ENV POSTGRES_HOST_AUTH_METHOD=scram-sha-256
# ok: dockerfile-public-database
ENV MYSQL_ALLOW_EMPTY_PASSWORD=no
# ruleid: dockerfile-privileged-container
RUN --security=insecure mount -t tmpfs none /mnt
# ruleid: dockerfile-privileged-container
RUN docker run --rm --privileged example/binfmt:1
# ok: dockerfile-privileged-container
RUN --security=sandbox make
# ok: dockerfile-privileged-container
RUN docker run --rm example/binfmt:1
# ruleid: dockerfile-host-namespace
RUN --network=host make fetch
# ruleid: dockerfile-host-namespace
RUN docker run --pid host example/ps:1
# ok: dockerfile-host-namespace
RUN --network=none make
# ok: dockerfile-host-namespace
RUN docker run --network back example/ps:1
# ruleid: dockerfile-excessive-capabilities
RUN setcap cap_sys_admin+ep /usr/bin/tool
# ruleid: dockerfile-excessive-capabilities
RUN setcap 'cap_dac_override,cap_net_raw=+ep' /usr/bin/tool
# ok: dockerfile-excessive-capabilities
RUN setcap cap_net_bind_service=+ep /usr/bin/web
# ok: dockerfile-excessive-capabilities
RUN setcap -r /usr/bin/web
# ok: dockerfile-unpinned-base
FROM base
# ok: dockerfile-root-user
ENTRYPOINT ["/web"]
