# ok: dockerfile-unpinned-base
FROM build AS test
# ruleid: dockerfile-unpinned-base
FROM nginx:latest
# ok: dockerfile-insecure-transport
RUN apt-get update && apt-get install -y curl
# ruleid: dockerfile-secrets-in-image
ENV AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI"
# ok: dockerfile-secrets-in-image
ENV DB_PASSWORD=""
# ruleid: dockerfile-world-writable
RUN chmod a+w /var/cache
# ok: dockerfile-world-writable
RUN chmod 0700 /root/x
# ok: dockerfile-root-user
USER root
RUN apt-get update
# ok: dockerfile-root-user
USER app
CMD ["nginx"]
