"""What the operations agent can do, as its card tells it."""

from __future__ import annotations

from services.agent import Skill

DESCRIPTION = (
    "Answers about your own runs and those of your programs: what runs, waits, failed or fell silent, why and how long"
    " it took; and how the server is: workers, queue, disk, memory."
)
SKILLS = (
    Skill(
        "executions",
        "Runs and jobs",
        "Lists what runs, waits, failed or has not been heard of, and says how far it is, why it failed, how long it"
        " took.",
        ("jobs", "runs", "executions", "failures", "queue"),
        (
            "What is running right now?",
            "Why did the nightly import fail?",
            "Which jobs failed last night?",
            "How long did the backup take?",
            "Is anything waiting in the queue?",
            "Which programs have not reported?",
            "Was läuft gerade?",
            "Quelles tâches ont échoué aujourd'hui ?",
            "¿Por qué falló la copia de seguridad?",
        ),
    ),
    Skill(
        "numbers",
        "How it went",
        "Counts how many runs ended, how many succeeded, and which took longest.",
        ("statistics", "success rate", "duration"),
        (
            "How many jobs finished in the last 24 hours?",
            "What is the success rate this week?",
            "What was the longest running job today?",
            "Wie viele Jobs sind heute fehlgeschlagen?",
        ),
    ),
    Skill(
        "server",
        "The server",
        "Says how the parts of the server are, since when and why.",
        ("status", "health", "workers", "disk", "memory"),
        (
            "Is the server healthy?",
            "How much disk space is left?",
            "Are all workers up?",
            "Why is the queue not moving?",
            "Wie geht es dem Server?",
        ),
    ),
)
