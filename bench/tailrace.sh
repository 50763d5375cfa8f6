#!/bin/sh
# env: PORT (listen port), RUNDIR (scratch folder), HERE (this folder)
set -e
export TAILRACE_DATA="$RUNDIR/data" TAILRACE_BIND="127.0.0.1:$PORT" TAILRACE_WORKERS=1 TAILRACE_LOG_LEVEL=warning
export TAILRACE_MAX_STREAMS=15000 TAILRACE_STREAMS_PER_USER=15000 TAILRACE_WORKER_CONNECTIONS=16000
cd "$HERE/.."
.venv/bin/flask --app app token create --publish 'c*' --subscribe 'c*' > "$RUNDIR/token.new" 2> /dev/null
mv "$RUNDIR/token.new" "$RUNDIR/token"
exec .venv/bin/python -m gunicorn -c gunicorn.conf.py wsgi:application
