# ok: dockerfile-unpinned-base
FROM build AS test
# ruleid: dockerfile-unpinned-base
FROM nginx:latest
# ok: dockerfile-tls-verification-off
RUN apt-get update && apt-get install -y curl
# ruleid: dockerfile-secrets-in-image
ENV AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI"
# ok: dockerfile-secrets-in-image
ENV DB_PASSWORD=""
# ruleid: dockerfile-excessive-permissions
RUN chmod u+s /usr/bin/env
# ok: dockerfile-excessive-permissions
RUN usermod -aG audio,render app
# ruleid: dockerfile-world-writable
RUN chmod a+w /var/cache
# ok: dockerfile-world-writable
RUN chmod 0700 /root/x
# ok: dockerfile-root-user
USER root
RUN apt-get install -qq -y make
# ok: dockerfile-root-user
USER app
CMD ["nginx"]
