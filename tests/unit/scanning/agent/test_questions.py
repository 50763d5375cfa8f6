"""What people ask about their analyses, and what an answer must hold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.asking import Ask

# What somebody says, one text after another, and what the last answer holds.
QUESTIONS: list[tuple[Sequence[str], Sequence[str]]] = [
    # English
    (["Which repositories have I analysed?"], ["3 repositories", "lemon-shop", "paper-boat", "toy-box"]),
    (["Which of my repos has the most issues?"], ["lemon-shop", "| 5 |"]),
    (["what are the worst files in lemon-shop"], ["config/keys.py", "web/page.js", "4 files"]),
    (["What's the most complex function?"], ["`price`", "| 19 |", "src/price.py:1"]),
    (["any passwords or keys committed somewhere?"], ["1 possible secret", "config/keys.py:1", "critical"]),
    (
        ["do the modules import each other in a circle? any cycles?"],
        ["1 import cycle", "src/orders.py", "src/stock.py"],
    ),
    (["who imports src/price.py"], ["used by 1 file", "src/orders.py"]),
    (["what breaks if I delete stock.py?"], ["src/stock.py", "src/orders.py"]),
    (["show me everything critical"], ["1 issue of severity critical", "AWSKey"]),
    (["what is wrong with web/page.js?"], ["2 issues", "no-eval", "no-debugger"]),
    (["Explain the finding in line 3 of page.js"], ["1 issue", "no-eval"]),
    (["issues found by ruff"], ["1 issue found by ruff", "S102"]),
    (["does it use eval anywhere?"], ["no-eval"]),
    (["any eval() or exec() in there?"], ["2 issues mentioning eval or exec", "no-eval", "S102"]),
    (["where's the hard-coded password you found?"], ["1 possible secret"]),
    (["les points chauds du repo svp"], ["config/keys.py"]),
    (["is there any SQL injection?"], ["No issue mentions", "sql"]),
    (["In which languages is it written?"], ["Python", "| 7 | 77.8 % |", "JavaScript"]),
    (["what's new compared to the previous analysis of lemon-shop?"], ["1 new, 2 fixed, 4 unchanged", "S102", "S602"]),
    (["How long did the analysis of toy-box take?"], ["toy-box", " s and ended "]),
    (["is paper-boat done yet?"], ["paper-boat", "finished", "0 issues"]),
    (["functions longer than 20 lines please"], ["`price`", "| 38 |"]),
    (["biggest file?"], ["src/price.py", "| 619 |"]),
    (["how many files were scanned"], ["9 files analysed", "5 functions"]),
    (["Which rule is broken most often? By engine please"], ["oxlint 2", "`no-debugger`"]),
    (["give me an overview of lemon shop"], ["9 files analysed", "5 issues", "1 critical"]),
    (["what about lemn-shop"], ["lemon-shop", "5 issues"]),
    (["local/lemon-shop"], ["9 files analysed"]),
    (["top 1 worst files"], ["config/keys.py", "… and 3 more files"]),
    (["who wrote the most code here, which authors?"], ["does not know who changed what"]),
    (["is there duplicated code?"], ["lemon-shop", "no duplicated code outside tests."]),
    (["any dead code?"], ["no function, class or constant that nothing uses."]),
    (["Show the worst files of the harbour repo"], ["no analysis of `harbour`", "lemon-shop"]),
    (["bla bla bla"], ["I can't tell", "worst files"]),
    # German
    (["Welche Dateien sind am schlimmsten?"], ["config/keys.py", "4 files"]),
    (["Wurden Passwörter oder Schlüssel gefunden?"], ["1 possible secret"]),
    (["Gibt es zyklische Abhängigkeiten?"], ["1 import cycle"]),
    (["Welche Funktion ist am kompliziertesten?"], ["`price`", "| 19 |"]),
    (["Was hat sich seit der letzten Analyse geändert?"], ["1 new, 2 fixed"]),
    (["Wie viele Probleme hat lemon-shop?"], ["5 issues"]),
    (["Wer importiert price.py?"], ["src/orders.py"]),
    (["Ist die Analyse von toy-box fertig?"], ["toy-box", "finished"]),
    # French
    (["Quels fichiers posent le plus de problèmes ?"], ["config/keys.py"]),
    (["Y a-t-il des dépendances circulaires ?"], ["1 import cycle"]),
    (["Des mots de passe ont-ils été trouvés ?"], ["1 possible secret"]),
    (["Quelle est la fonction la plus complexe ?"], ["`price`"]),
    (["Qu'est-ce qui a changé depuis la dernière analyse ?"], ["1 new, 2 fixed"]),
    (["Dans quels langages est écrit le projet ?"], ["Python", "| 7 |"]),
    # Spanish
    (["¿Cuáles son los peores archivos?"], ["config/keys.py"]),
    (["¿Hay ciclos de dependencias?"], ["1 import cycle"]),
    (["¿Se encontraron contraseñas o claves?"], ["1 possible secret"]),
    (["¿Qué función es la más compleja?"], ["`price`"]),
    (["¿Quién usa src/price.py?"], ["src/orders.py"]),
    (["¿Qué ha cambiado desde el último análisis?"], ["1 new, 2 fixed"]),
    # One after another
    (["issues in the src folder", "and in JavaScript files?"], ["no file or folder `src` with JavaScript"]),
    (["all issues", "and in Python files?"], ["in Python files", "3 issues"]),
    (["all issues", "and in Python files?", "which of them is worst?"], ["in Python files", "AWSKey", "2 more"]),
    (["any secrets?", "and in toy-box?"], ["toy-box", "No secrets"]),
    (["which commit was analysed in toy-box?", "und wie lange hat es gedauert?"], ["toy-box", " s and ended "]),
    (["worst files of toy-box", "thanks"], ["I can't tell"]),
]


@pytest.mark.parametrize(("texts", "held"), QUESTIONS, ids=[texts[-1] for texts, _ in QUESTIONS])
def test_a_question_is_answered_from_the_newest_report(ask: Ask, texts: Sequence[str], held: Sequence[str]) -> None:
    answer = ask(*texts)
    assert [words for words in held if words not in answer] == [], answer
