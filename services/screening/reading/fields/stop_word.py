"""The short words that a language's texts are full of: they tell which language a text is in."""

from __future__ import annotations

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to in for with on at by from as was were is are an that this which my our their have "
        "has been "
        "using through all within including during while who team years experience",
        "de": "und der die das in von mit für den im bei auf zu als des dem ein eine einer sowie zur zum ist "
        "war nach aus "
        "durch über unter vor bis auch wurde seit nicht ich meine jahre eines einem einen",
        "fr": "et de la le les des en du un une pour dans sur avec au aux par est sont ce cette qui que ans mes "
        "mon chez "
        "depuis ainsi plus sous entre lors dont leur leurs nous",
        "es": "y de la el los las en del un una para con por al se su sus que como es son más desde hasta entre "
        "sobre "
        "durante así mi mis años lo le fue también",
        "it": "e di il la le gli dei delle della nel nella per con una un che sono presso alla degli come da "
        "dal anni "
        "anche del lo è tra più ho",
        "pt": "e de da do das dos em na no nas nos para com uma um por que ao os as são foi mais anos como pela pelo "
        "não sobre experiência também à",
        "nl": "en de het van een in voor met op bij te als door naar aan uit tot zijn heb is dat binnen jaar "
        "werd ik mijn "
        "ook deze onder over",
        "sv": "och att i en ett för med på av som till är från inom vid det den har jag under mina samt även år hos",
        "nb": "og i en et for med på av som til er fra ved det den har jeg under mine samt også år hos innen ikke",
        "da": "og i en et for med på af som til er fra ved det den har jeg under mine samt også år hos inden ikke",
        "fi": "ja on oli sekä että kuin myös olen ovat vuotta mukaan kanssa sen joka tai jossa jälkeen ei minä",
        "pl": "i w z na do od oraz dla przez po przy jest się o lat u ze jako nie są był była to pod",
        "cs": "a v na s z pro do se od při je ve po jako za u k o let nebo také jsem byl byla ze",
        "ro": "și de în la cu pe din pentru a care al ale o un prin este sunt ani sau ca unei către după",
        "hu": "és a az egy hogy nem is volt mint után alatt között által illetve valamint évek de meg",
        "tr": "ve bir için ile bu olarak olan da de gibi sonra yıl çok daha en kadar göre",
        "ca": "i de la el els les en del un una per amb al que com és són des fins entre sobre durant també meva anys",
        "hr": "i u na za s od do je kao se te uz po iz koji o su godina nakon ili",
        "id": "dan di untuk dengan yang dari pada dalam sebagai ini adalah oleh tahun serta kepada saya",
        "vi": "và của trong cho các với là một có được từ năm tại đến công những",
    }.items()
}
SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("\u0370", "\u03ff", "el"), ("\u0400", "\u04ff", "ru"), ("\u0590", "\u05ff", "he"), ("\u0600", "\u06ff", "ar"),
    ("\u0900", "\u097f", "hi"), ("\u0e00", "\u0e7f", "th"), ("\u3040", "\u30ff", "ja"), ("\uac00", "\ud7af", "ko"),
    ("\u4e00", "\u9fff", "zh"),
)  # fmt: skip
"""The first and last character of a script, and the language it most often writes."""
