"""The streaming engine: one log, many cursors.

Nothing in this package knows Flask. Any WSGI program that gevent serves can use it by itself:

    log = SqliteEventLog(folder)                           # log/: the durable, ordered history
    streams = Streams(log, folder, StreamLimits())         # the streams of one worker; `start` it after the fork
    streams.publisher.publish([new_event(…)])              # publishing/: durable before acknowledged
    subscription = streams.open(Request(("jobs.1",), …))   # delivery/: a cursor; it is the body of the response
"""
