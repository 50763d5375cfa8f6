"""The benchmark of résumé screening measures what it says: its labels are whole, and its counting is right."""

import re
from pathlib import Path

from bench.screening import compare, lines, oracle, ranking
from bench.screening.cast import label, openings, people
from bench.screening.layouts import file_of, index
from bench.screening.months import AS_OF


def test_everybody_has_a_file_and_a_whole_label() -> None:
    assert len(people()) == 90
    for name, person in people().items():
        known = label(person)
        assert file_of(name).is_file() and index()["files"][name][0] == file_of(name).name
        assert set(person.relevance) <= set(openings())
        assert all(re.fullmatch(r"\+\d{8,15}", phone) for phone in known["phones"])
        assert all(job["start"] <= job["end"] for job in known["experience"])


def test_every_opening_has_people_of_each_grade_and_every_criterion_somebody_who_meets_it() -> None:
    for opening in openings().values():
        labels = [label(person)["openings"][opening["id"]] for person in people().values()]
        assert {0, 1, 2, 3} == {each["relevance"] for each in labels}
        for criterion in opening["criteria"]:
            assert "met" in {each["criteria"][criterion["id"]] for each in labels}


def test_a_reader_who_answers_from_the_labels_is_perfect() -> None:
    for name in people():
        known, profile = label(people()[name]), oracle.read(file_of(name), AS_OF)
        assert compare.name(profile["name"], known)["right"]
        assert compare.contact(profile["phones"], known["phones"])["right"]
        assert compare.years(profile["years"], known["years"])["right"]
        assert compare.jobs(profile["experience"], name)["all"] == len(known["experience"])
        assert compare.skills_f1(compare.skills(profile["skills"], name)) == 1


def test_inventions_cost() -> None:
    assert compare.contact(["a@example.org", "b@example.org"], ["a@example.org"]) == {"right": 0, "wrong": 1, "of": 1}
    assert compare.contact([], ["a@example.org"])["wrong"] == 0
    assert compare.name("Curriculum Vitae", label(people()["nu01"]))["wrong"] == 1
    denied = compare.skills(["PLC", "house wiring", "brain surgery"], "el08")
    assert (denied["false"], denied["hit"]) == (2, 1)


def test_a_job_with_one_wrong_date_is_a_wrong_job() -> None:
    jobs = label(people()["nu01"])["experience"]
    counts = compare.jobs([jobs[0] | {"end": "2025-01"}, *jobs[1:]], "nu01")
    assert (counts["title"], counts["dates"], counts["all"]) == (3, 2, 2)


def test_people_with_equal_scores_share_the_gain_of_their_places() -> None:
    gains = {"a": 3, "b": 0}
    assert ranking.ndcg({"a": 2.0, "b": 1.0}, gains, ["a", "b"]) == 1
    tied = ranking.ndcg({"a": 1.0, "b": 1.0}, gains, ["a", "b"])
    assert ranking.ndcg({"a": 1.0, "b": 2.0}, gains, ["a", "b"]) < tied < 1


def test_no_file_of_the_benchmark_is_left_out_of_its_list() -> None:
    folder = file_of("nu01").parent
    listed = {name for kind in ("swapped", "hidden", "formats") for group in index()[kind] for name in group}
    listed |= {entry[0] for entry in index()["files"].values()} | {"index.json"}
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if Path(path).is_file()} == listed


def test_lines_are_counted_by_what_is_said_of_them() -> None:
    line = {"text": "Wrote Python", "section": "experience", "term": "Python", "language": "en"}
    found = [line | {"profession": "software", "verdict": verdict} for verdict in ("met", "denied")]
    report = list(lines.report(lines.judged(found)))
    assert "  all: 50.0% of 2" in report
    assert "  verdict met: 100.0% of 1" in report
    assert "  denied taken for met: 1" in report
    assert len(list(lines.misses(lines.judged(found)))) == 1
