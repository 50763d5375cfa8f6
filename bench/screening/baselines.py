"""What a ranking must beat: BM25, TF-IDF and a count of keywords, given the perfect text of every résumé."""

import math
import re
from collections import Counter
from typing import Any

import bm25s

from bench.screening.cast import people
from bench.screening.page_text import write
from bench.screening.sheet import compose

WORD = re.compile(r"[^\W_][\w+#./-]*[\w+#]|[^\W_]")


def texts() -> dict[str, str]:
    """Return each person's résumé as it stands in the text layout, whatever file it became."""
    return {name: write(compose(person)) for name, person in people().items()}


def query_of(opening: dict[str, Any]) -> str:
    """Return all that the opening says: a baseline sees the criteria's terms, too."""
    return "\n".join([opening["title"], opening["description"], *terms_of(opening)])


def terms_of(opening: dict[str, Any]) -> list[str]:
    return [term for criterion in opening["criteria"] for term in criterion["terms"]]


def bm25(opening: dict[str, Any]) -> dict[str, float]:
    names, bodies = zip(*texts().items(), strict=True)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(bodies), stopwords="en", show_progress=False), show_progress=False)
    query = bm25s.tokenize([query_of(opening)], stopwords="en", show_progress=False, return_ids=False)[0]
    return dict(zip(names, map(float, index.get_scores(query)), strict=True))


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def tf_idf(opening: dict[str, Any]) -> dict[str, float]:
    """Return the cosines of the résumés' vectors with the opening's, with logarithmic counts."""
    counts = {name: Counter(words_of(text)) for name, text in texts().items()}
    found_in = Counter(word for words in counts.values() for word in words)
    rarity = {word: math.log(len(counts) / number) + 1 for word, number in found_in.items()}

    def vector(words: Counter[str]) -> dict[str, float]:
        weights = {word: (1 + math.log(number)) * rarity.get(word, 0) for word, number in words.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1
        return {word: weight / length for word, weight in weights.items()}

    wanted = vector(Counter(words_of(query_of(opening))))
    vectors = {name: vector(words) for name, words in counts.items()}
    return {name: sum(weight * wanted.get(word, 0) for word, weight in each.items()) for name, each in vectors.items()}


def keyword_count(opening: dict[str, Any]) -> dict[str, float]:
    """Return how often the criteria's terms occur, as whole words."""
    patterns = [re.compile(rf"(?<!\w){re.escape(term.casefold())}(?!\w)") for term in terms_of(opening)]
    return {
        name: float(sum(len(pattern.findall(text.casefold())) for pattern in patterns))
        for name, text in texts().items()
    }


BASELINES = {"BM25": bm25, "TF-IDF": tf_idf, "keyword count": keyword_count}
