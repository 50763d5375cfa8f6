"""The files of terms: how many there are, that each spelling leads to its term, and an installation's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import SettingsError
from services.screening.skills.catalogue import FOLDER, Catalogue, load_catalogue
from services.screening.skills.term_file import TermLine, parse_term_file, read_term_file

FILES = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def own(tmp_path: Path, text: str) -> Catalogue:
    path = tmp_path / "own.txt"
    path.write_text(text, encoding="utf-8")
    return load_catalogue(path)


def test_there_are_enough_skills_in_enough_professions(catalogue: Catalogue) -> None:
    skills = [term for term in catalogue.terms.values() if term.kind == "skill"]
    professions = {profession for term in skills for profession in term.professions}
    assert len(skills) >= 1800
    assert len(professions) >= 8
    for profession in professions:
        assert sum(profession in term.professions for term in skills) >= 15, profession
    assert sum(bool(term.aliases) for term in skills) > len(skills) * 0.7
    kinds = {term.kind for term in catalogue.terms.values()}
    assert kinds == {"skill", "certificate", "language", "degree"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_spelling_is_found_in_a_list_and_resolves_to_its_term(path: Path, catalogue: Catalogue) -> None:
    wrong = []
    for line in read_term_file(path).terms:
        company = sure_term_of(line, catalogue)
        for written in line.spellings:
            if written.head:
                continue
            found = catalogue.find(f"Skills: {written.text}, {company}", True)
            resolved = catalogue.resolve(written.text)
            if not found or found[0].term.name != line.name or found[0].start != 8:
                wrong.append(f"{line.where}: {written.text} is found as {found[0].term.name if found else None}")
            elif resolved is None or (resolved.name != line.name and not written.needs_company):
                wrong.append(f"{line.where}: {written.text} resolves to {resolved and resolved.name}")
    assert not wrong


def sure_term_of(line: TermLine, catalogue: Catalogue) -> str:
    """Return an unmistakable term of the same profession, which a spelling with ?? has to stand beside."""
    for term in catalogue.terms.values():
        if line.profession in term.professions and not term.ambiguous and term.name != line.name and " " in term.name:
            return term.name
    return ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_spelling_marked_as_ambiguous_counts_in_a_sentence(path: Path, catalogue: Catalogue) -> None:
    for line in read_term_file(path).terms:
        for written in line.spellings:
            if written.ambiguous and len(written.text) < 4 and line.kind != "degree":
                text = f"The crew of {written.text} kestrel moved it"
                assert line.name not in [mention.term.name for mention in catalogue.find(text, True)], written.text


def test_items_of_a_list_mean_what_its_beginning_says(catalogue: Catalogue) -> None:
    def names(text: str) -> list[str]:
        return [mention.term.name for mention in catalogue.find(text, True)]

    licence = "driving licence"
    assert names("Driving licence: B, C1E") == [licence, f"{licence} class B", f"{licence} class C1E"]
    assert names("Führerschein Klasse B und C1E") == [f"{licence} class B", f"{licence} class C1E"]
    assert names("Führerschein Klassen B und CE, C++") == [licence, f"{licence} class B", f"{licence} class CE", "C++"]
    assert names("driving licence, B.Sc. Biology")[1] == "Bachelor of Science"
    assert names("CompTIA (A+, Security+)") == ["CompTIA certification", "CompTIA A+", "CompTIA Security+"]


def test_a_broader_term_follows_from_a_narrower_one_through_others(catalogue: Catalogue) -> None:
    spring = catalogue.terms["Spring Boot"]
    assert [term.name for term in catalogue.broader(spring)] == ["Java", "Spring Framework"]
    assert spring in catalogue.narrower(catalogue.terms["Java"])
    assert catalogue.terms["MIG welding"] in catalogue.narrower(catalogue.terms["welding"])
    assert catalogue.terms["JavaScript"] not in catalogue.broader(catalogue.terms["Java"])


def test_no_two_terms_imply_each_other(catalogue: Catalogue) -> None:
    assert not [term.name for term in catalogue.terms.values() for other in catalogue.broader(term) if term == other]
    assert not [
        (term.name, other.name)
        for term in catalogue.terms.values()
        for other in catalogue.broader(term)
        if term in catalogue.broader(other)
    ]


def test_degrees_stand_on_one_ladder(catalogue: Catalogue) -> None:
    levels = {"PhD": 8, "Dr. rer. nat.": 8, "MSc": 7, "Staatsexamen": 7, "licence professionnelle": 6, "BSc": 6}
    levels |= {"Meister": 6, "HND": 5, "BTS": 5, "Abitur": 4, "journeyman's certificate": 4, "Grado": 6, "GCSEs": 3}
    for name, level in levels.items():
        term = catalogue.resolve(name)
        assert term and (term.kind, term.level) == ("degree", level), name


def test_an_installation_adds_terms_and_has_the_last_word(tmp_path: Path) -> None:
    mine = """
        [Tides]
        tide gauge = mareograph, "Gauge"?
        Kubernetes platform = k8s
        Python = snake language
        [broader]
        tide gauge -> Python
        [other meanings]
        python enclosure
    """
    catalogue = own(tmp_path, mine)
    found = [mention.term.name for mention in catalogue.find("mareograph, k8s, Kubernetes, snake language", False)]
    assert found == ["tide gauge", "Kubernetes platform", "Kubernetes", "Python"]
    assert "k8s" not in catalogue.terms["Kubernetes"].aliases
    assert "Tides" in catalogue.terms["Python"].professions
    assert catalogue.broader(catalogue.terms["tide gauge"])[0].name == "Python"
    assert catalogue.find("Cleaned the python enclosure", False) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Kubernetes = kube", "own.txt, line 1: a term stands above the first heading. Put [Sales] before it"),
        ("[A]\nfoo = bar\nbaz = Bar", '"Bar" stands for "baz" here and for "foo" in own.txt, line 2.'),
        ("[A]\nfoo = ???", 'own.txt, line 2: "???" names nothing'),
        ("[A]\n??? = foo", 'own.txt, line 2: "???" names nothing'),
        ("[A]\nfoo = •", 'own.txt, line 2: "•" has no letters and no digits'),
        ("[broader]\nDjango", "own.txt, line 2: write narrower -> broader"),
        ("[broader]\nfoo -> Python", 'own.txt, line 2: no term has the name "foo"'),
        ("[degrees]\nfoo", "own.txt, line 2: the heading of degrees says their level"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        own(tmp_path, text)
    assert message in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.txt cannot be read"):
        load_catalogue(tmp_path / "gone.txt")
    (tmp_path / "latin.txt").write_bytes(b"[A]\ncaf\xe9")
    with pytest.raises(SettingsError, match=r"latin\.txt cannot be read"):
        load_catalogue(tmp_path / "latin.txt")


def test_a_heading_may_name_a_kind_and_a_profession() -> None:
    line = parse_term_file("[certificates, Trades]\nfoo licence", "x.txt").terms[0]
    assert (line.kind, line.profession) == ("certificate", "Trades")
