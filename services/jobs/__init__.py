"""Jobs: long work that runs outside the web workers, in child processes of the runner.

A web worker writes a job's row (`submission.Jobs`). The runner (`runner/`), one process per data folder, claims the row
and runs the job in a child process (`child/`), which publishes over a pipe. When a job has ended, the runner *tells*
it: it appends the last events and closes the channel (`runner/teller`). `companion/launch.keep_running` makes sure that
there is always a runner.
"""
