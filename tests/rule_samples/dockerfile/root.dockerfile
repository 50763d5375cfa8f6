FROM debian:12
USER app
RUN make
# ruleid: dockerfile-root-user
USER root
ENTRYPOINT ["/app"]
