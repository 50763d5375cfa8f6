"""What the repository agent can do, as its card tells it."""

from __future__ import annotations

from services.agent import Skill

DESCRIPTION = (
    "Answers from your own analyses of repositories: worst files, issues, secrets, complexity, dependency cycles,"
    " imports, languages, changes between analyses. It reads the reports and guesses nothing."
)
SKILLS = (
    Skill(
        "findings",
        "Issues of a repository",
        "Lists issues by severity, engine, rule, language, folder or file, the worst files, and secrets.",
        ("repository", "code", "issues", "security", "secrets", "hotspots"),
        (
            "Which files of my repository are worst?",
            "Show the critical issues in src/auth",
            "Were any passwords or keys found in the code?",
            "What issues are there in handlers.go?",
            "Which rules are broken most often?",
            "Welche Dateien haben die meisten Probleme?",
            "Quels problèmes graves y a-t-il dans mon dépôt ?",
            "¿Qué archivos tienen más problemas?",
            "Summarise the newest analysis",
        ),
    ),
    Skill(
        "structure",
        "Structure of the code",
        "Knows complex and long functions, import cycles, who imports a file, languages and sizes.",
        ("repository", "complexity", "imports", "cycles", "languages", "size"),
        (
            "What is the most complex function?",
            "Are there dependency cycles?",
            "Who imports utils/date.ts?",
            "Which languages is the project written in?",
            "Show functions longer than 100 lines",
            "What is the largest file in the repo?",
            "Gibt es zyklische Abhängigkeiten?",
            "Quelle est la fonction la plus complexe ?",
            "¿Quién importa conexion.js?",
        ),
    ),
    Skill(
        "analyses",
        "Your analyses",
        "Lists your repositories, says how an analysis stands and what it took, and compares it with the one before.",
        ("repository", "analysis", "changes", "status", "comparison"),
        (
            "Which repositories have I analysed?",
            "Is the analysis of my project done?",
            "How long did the last analysis take?",
            "What changed since the previous analysis?",
            "Which commit was analysed?",
            "Which of my repositories has the most issues?",
            "Was hat sich seit der letzten Analyse geändert?",
            "Combien de temps a duré l'analyse ?",
            "¿Ha terminado el análisis?",
        ),
    ),
)
