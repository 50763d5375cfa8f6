"""The streaming engine: one log, many cursors.

Nothing in this package knows Flask. A WSGI program that is served by gevent can use it on its own:

    log = SqliteEventLog(folder)                    # event_log_sqlite: the durable, ordered history
    hub = Hub(log); pump = Pump(hub, …)             # hub: recent events in memory; pump: the background greenlet
    publisher = GroupPublisher(log, …)              # publisher: durable before acknowledged
    subscription = streams.open(request)            # subscription: a cursor; its generator is the response's body
"""
