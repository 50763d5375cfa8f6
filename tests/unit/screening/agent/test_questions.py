"""What people ask about their screenings, and what an answer must hold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.asking import Ask

# What somebody says, one text after another, and what the last answer holds.
QUESTIONS: list[tuple[Sequence[str], Sequence[str]]] = [
    # English
    (["Which openings did I screen?"], ["2 screenings", "Data engineer", "Gardener"]),
    (["rank the candidates for the data engineer opening"], ["5 candidates", "| 1 | [Ada Winterbourne]", "95.7"]),
    (["show me the top 2"], ["Ada Winterbourne", "Dora Feldspar", "3 more candidates"]),
    (["gardener ranking please"], ["Gus Moss"]),
    (["Why is Ben ranked so low?"], ["Ben Okonjo-Hale", "rank 3 of 5", "71.4", "PostgreSQL", "28.6 of 57.1"]),
    (["which must-haves is Cyrus missing"], ["2 of 2 must-haves", "Python", "PostgreSQL"]),
    (["which requirement does nobody meet, who lacks what?"], ["PostgreSQL", "All of them are met by"]),
    (["compare Ada and Dora"], ["rank 1 of 5", "rank 2 of 5", "Ada Winterbourne | Dora Feldspar", "16.9"]),
    (["Compare the first with the last candidate"], ["Ada Winterbourne | Cyrus Vandermolen"]),
    (["compare Ada with the last candidate"], ["Ada Winterbourne | Cyrus Vandermolen"]),
    (["who speaks German?"], ["1 candidate of 5", "Dora Feldspar", "German (C1)"]),
    (["Which applicants know Kubernetes?"], ["1 candidate of 5", "Dora Feldspar"]),
    (["anybody with more than 5 years of Java?"], ["5 years of Java: 1 candidate of 5", "Dora Feldspar"]),
    (["more than 9 years of Java?"], ["no résumé shows it"]),
    (["who has a master's degree"], ["Dora Feldspar", "Master of Science"]),
    (["which résumés couldn't be read?"], ["1 file of 6", "broken.pdf", "damaged"]),
    (["does anybody have gaps in their CV"], ["Dora Feldspar", "2014-12 and 2017-01"]),
    (["how many years of experience does Dora have?"], ["16.9 years", "Bergbahn AG"]),
    (["who is the most experienced?"], ["Dora Feldspar", "16.9"]),
    (
        ["how many people applied?"],
        ["6 files: 5 candidates read, 1 file not read", "2 candidates meet all 2 must-haves"],
    ),
    (["who is on the shortlist?"], ["Nothing is decided yet"]),
    (["tell me about candidate 2"], ["Dora Feldspar", "Talwerk AG", "Kubernetes"]),
    (["What's Dora's email address?"], ["dora&#64;example.org"]),
    (["where did Dora study?"], ["Graz"]),
    (["how old is Ada?"], ["does not judge or tell age"]),
    (["is the screening done?"], ["6 files", "screened 2"]),
    (["why is Marta ranked so low?"], ["no candidate called “Marta”"]),
    (["why is Gus ranked first?"], ["Gardener", "Gus Moss", "82.9"]),
    (["what criteria are they judged by?"], ["PostgreSQL", "must"]),
    (["does Dora know Kubernetes?"], ["Dora Feldspar", "met, used in the last three years"]),
    (["does the second one have Terraform experience?"], ["Dora Feldspar", "Terraform", "unknown"]),
    (["nobody with Kubernetes, really?"], ["Kubernetes: 1 candidate of 5"]),
    (["who used to work with Java?"], ["Java: 1 candidate of 5"]),
    (["compare Lucia and Tom"], ["no candidate called “Lucia Tom”"]),
    (["why did the second one not come first?"], ["Ada Winterbourne | Dora Feldspar"]),
    (["show the top three for the nurse position"], ["no screening for “nurse”", "2 more candidates"]),
    (["Ada or Ben?"], ["Ada Winterbourne | Ben Okonjo-Hale"]),
    (["show me candidates 1 and 2"], ["Ada Winterbourne | Dora Feldspar"]),
    (["list all candidates"], ["5 candidates", "Cyrus Vandermolen"]),
    (
        ["who has both Java and Kubernetes?"],
        ["Java: 1 candidate", "Kubernetes: 1 candidate", "All of it: [Dora Feldspar]"],
    ),
    (["who doesn't know PostgreSQL?"], ["Not a word of it", "Cyrus Vandermolen"]),
    (["bla bla bla"], ["I can't tell", "ranking"]),
    # German
    (["Wer ist der beste Bewerber?"], ["Ada Winterbourne"]),
    (["Wer hat Lücken im Lebenslauf?"], ["Dora Feldspar", "2014-12"]),
    (["Welche Kandidaten können Deutsch?"], ["Dora Feldspar", "1 candidate of 5"]),
    (["Warum steht Ben so weit unten?"], ["Ben Okonjo-Hale", "71.4"]),
    (["Welche Muss-Kriterien fehlen Cyrus?"], ["2 of 2 must-haves"]),
    (["Vergleiche Ada mit Ben"], ["Ada Winterbourne | Ben Okonjo-Hale"]),
    # French
    (["Qui est le meilleur candidat ?"], ["Ada Winterbourne"]),
    (["Qui connaît Kubernetes parmi les postulants ?"], ["Dora Feldspar", "1 candidate of 5"]),
    (["Pourquoi Ben est-il classé si bas ?"], ["Ben Okonjo-Hale", "71.4"]),
    (["Y a-t-il des trous dans les CV ?"], ["2014-12"]),
    (["Combien de CV reçus ?"], ["6 files"]),
    # Spanish
    (["¿Quién es la mejor candidata?"], ["Ada Winterbourne"]),
    (["¿Quién sabe Python?"], ["Python: 4 candidates of 5"]),
    (["¿Qué archivos no se pudieron leer?"], ["broken.pdf"]),
    (["Compara a Ada con Dora"], ["Ada Winterbourne | Dora Feldspar"]),
    (["¿A Cyrus qué requisitos le faltan?"], ["2 of 2 must-haves"]),
    # One after another
    (["who knows Python?", "and Java?"], ["Java: 1 candidate of 5"]),
    (["tell me about Dora", "does she have gaps?"], ["Dora Feldspar", "2014-12"]),
    (["any gaps in Dora's CV?", "and Ben's?"], ["Ben Okonjo-Hale", "no gap"]),
    (["who is best in the gardener screening?", "why?"], ["Gus Moss"]),
]


@pytest.mark.parametrize(("texts", "held"), QUESTIONS, ids=[texts[-1] for texts, _ in QUESTIONS])
def test_a_question_is_answered_from_the_newest_screening(ask: Ask, texts: Sequence[str], held: Sequence[str]) -> None:
    answer = ask(*texts)
    assert [words for words in held if words not in answer] == [], answer


@pytest.mark.parametrize("texts", [texts for texts, _ in QUESTIONS], ids=[texts[-1] for texts, _ in QUESTIONS])
def test_a_blind_screening_stays_blind_whatever_is_asked(ask: Ask, texts: Sequence[str]) -> None:
    answer = ask(*texts, user_id="blind")
    asked = " ".join(texts).casefold()
    personal = ("Ada", "Winterbourne", "Ben", "Okonjo", "Cyrus", "Vandermolen", "Dora", "Feldspar", "Mallory", ".txt")
    told = [word for word in personal if word in answer and word.casefold() not in asked]
    assert not told, answer
    assert "example.org" not in answer
    assert "&#64;" not in answer
