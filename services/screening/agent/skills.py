"""What the screening agent can do, as its card tells it."""

from __future__ import annotations

from services.agent import Skill

DESCRIPTION = (
    "Answers from your own screenings of résumés: rankings, why somebody is ranked so, missing must-haves, who has a"
    " skill, comparisons, gaps, decisions, unread files. A blind screening stays blind."
)
SKILLS = (
    Skill(
        "ranking",
        "Ranking of candidates",
        "Shows who is ranked where and why, compares candidates, and says which must-haves are missing.",
        ("screening", "candidates", "ranking", "résumés", "hiring"),
        (
            "Who is the best candidate?",
            "Show the top five for the data engineer opening",
            "Why is Marta Okafor ranked so low?",
            "Which must-haves are missing for candidate 3?",
            "Compare the first and the second candidate",
            "Wer ist der beste Bewerber?",
            "Quelles compétences obligatoires manquent à Karim ?",
            "¿Por qué quedó Rubén en el puesto octavo?",
            "How many candidates meet all must-haves?",
        ),
    ),
    Skill(
        "search",
        "Searching résumés",
        "Finds who has a skill, a language, a certificate or years of experience, with the line that says so.",
        ("screening", "skills", "languages", "experience", "search"),
        (
            "Which applicants know Kubernetes?",
            "Who speaks German?",
            "List everyone with more than 8 years of Java",
            "Anyone with an AWS certification?",
            "Who has a master's degree?",
            "Welche Kandidaten können Spanisch?",
            "Quels candidats parlent anglais ?",
            "¿Quién sabe Excel?",
            "What did Noor do before?",
        ),
    ),
    Skill(
        "screenings",
        "Your screenings",
        "Lists screenings and openings, how they stand, gaps, decisions, and which files could not be read and why.",
        ("screening", "openings", "decisions", "gaps", "files"),
        (
            "Which openings did I screen?",
            "Which résumés couldn't be read?",
            "Who is on the shortlist?",
            "Does anybody have gaps in their CV?",
            "How many people applied?",
            "Is any résumé in the stack twice?",
            "Wer hat Lücken im Lebenslauf?",
            "Combien de CV reçus ?",
            "¿Ha terminado el cribado?",
        ),
    ),
)
