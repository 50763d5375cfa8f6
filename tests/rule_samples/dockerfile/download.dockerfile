FROM debian:12
# ruleid: dockerfile-remote-script-unsigned
RUN apk add --allow-untrusted /tmp/own.apk
# ruleid: dockerfile-remote-script-unsigned
RUN echo "deb [trusted=yes] https://apt.example.com ./" > /etc/apt/sources.list.d/own.list
# ok: dockerfile-remote-script-unsigned
RUN echo "deb [signed-by=/etc/own.gpg] https://apt.example.com ./" > /etc/apt/sources.list.d/own.list
# ok: dockerfile-remote-script-unsigned
# RUN apk add --allow-untrusted /tmp/own.apk
# ruleid: dockerfile-remote-script-unchecked
RUN wget -O /usr/bin/tool https://example.com/tool && chmod +x /usr/bin/tool
RUN set -eu; \
# ruleid: dockerfile-remote-script-unchecked
    curl -fsSLo /tmp/setup.sh https://example.com/setup.sh; \
    sh /tmp/setup.sh
# ok: dockerfile-remote-script-unchecked
RUN curl -fsSLo /usr/bin/tool https://example.com/tool \
    && echo "abc  /usr/bin/tool" | sha256sum -c - && chmod +x /usr/bin/tool
# ok: dockerfile-remote-script-unchecked
RUN curl -fsSL -o /srv/names.csv https://example.com/names.csv
# ruleid: dockerfile-insecure-transport
RUN wget -q http://files.example.com/model.bin
# ruleid: dockerfile-insecure-transport
RUN pip install --index-url http://pypi.example.com/simple app
# ok: dockerfile-insecure-transport
RUN curl -fsS http://localhost:8080/health
# ok: dockerfile-insecure-transport
ENV ADDRESS=http://+:8080
# ruleid: dockerfile-tls-verification-off
RUN git config --global http.sslVerify false
# ruleid: dockerfile-tls-verification-off
ENV NODE_TLS_REJECT_UNAUTHORIZED=0
# ok: dockerfile-tls-verification-off
ENV NODE_TLS_REJECT_UNAUTHORIZED=1
# ok: dockerfile-tls-verification-off
RUN make -k -C /srv check
# ruleid: dockerfile-world-writable
RUN install -d -m 0777 /srv/out
# ruleid: dockerfile-world-writable
RUN umask 000 && touch /srv/state
# ok: dockerfile-world-writable
RUN chmod 1777 /var/scratch
# ruleid: dockerfile-unpinned-base
COPY --from=example/assets:latest /a /a
# ok: dockerfile-unpinned-base
COPY --from=busybox:1.37 /bin/busybox /bin/busybox
USER app
