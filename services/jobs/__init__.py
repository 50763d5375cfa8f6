"""Jobs: long work that runs outside the web workers, in child processes of the runner.

A web worker writes a job's row (`submission.Jobs`). The runner (`runner_process`), one process per data folder, claims it
and runs it in a child process (`child_process`, `child`), which publishes over a pipe (`message`, `message_pump`). A job
that has ended is *told*: its last events are appended and its channel is closed (`telling`). `launch.keep_running` sees to
it that there is always a runner.
"""
