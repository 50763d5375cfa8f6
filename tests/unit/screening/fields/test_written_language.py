"""The language of a résumé is told by a few of its lines, and not guessed from less."""

from __future__ import annotations

import pytest

from tests.unit.screening.fields.resume_text import profile_of

TEXTS = {
    "en": "Managed the stock of a warehouse and trained the new staff. Responsible for orders from the suppliers.",
    "de": "Verantwortlich für den Einkauf und die Lagerhaltung. Einarbeitung der neuen Mitarbeiter in das System.",
    "fr": "Responsable de la gestion des stocks et de la formation du personnel dans un entrepôt avec dix salariés.",
    "es": "Responsable de la gestión del almacén y de la formación de los nuevos empleados en una empresa con diez.",
    "it": "Responsabile della gestione del magazzino e della formazione dei nuovi colleghi presso una ditta con dieci.",
    "pt": "Responsável pela gestão do armazém e pela formação dos novos colegas, com experiência em uma empresa.",
    "nl": "Verantwoordelijk voor het beheer van het magazijn en de opleiding van nieuwe medewerkers bij een bedrijf.",
    "sv": "Ansvarig för lagret och för utbildning av nya medarbetare i ett företag som är stort. Även inköp.",
    "da": "Ansvarlig for lageret og for oplæring af nye medarbejdere i et firma. Også indkøb inden for fragt.",
    "pl": "Odpowiedzialny za magazyn oraz za szkolenie nowych pracowników w firmie. Zakupy od 2015.",
    "cs": "Odpovědný za sklad a za školení nových zaměstnanců ve firmě. Nákup, objednávky a také péče o zákazníky.",
    "ro": "Responsabil de gestiunea depozitului și de formarea noilor angajați într-o firmă cu zece persoane.",
    "hu": "A raktár vezetése és az új munkatársak betanítása volt a feladatom, valamint a rendelések kezelése is.",
    "tr": "Depo yönetimi ve yeni çalışanların eğitimi için sorumlu olarak çalıştım. Bir firmada sipariş ile stok.",
    "fi": "Vastasin varastosta ja uusien työntekijöiden koulutuksesta sekä tilauksista. Olen myös ollut mukana.",
    "ru": "Отвечал за склад и обучение новых сотрудников. Заказы у поставщиков и работа с клиентами компании.",
    "el": "Υπεύθυνος για την αποθήκη και την εκπαίδευση των νέων υπαλλήλων. Παραγγελίες από τους προμηθευτές.",
    "ar": "مسؤول عن المخزن وتدريب الموظفين الجدد والطلبات من الموردين",
    "zh": "负责仓库管理和新员工培训 供应商订单",
    "ja": "倉庫の管理と新入社員の研修を担当しました",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_told(language: str) -> None:
    profile = profile_of("\n".join([*TEXTS[language].split(". "), "2015 - 2019"]))
    assert profile.language == language
    assert bool(profile.warnings) == (language not in ("en", "de", "fr", "es"))


@pytest.mark.parametrize("text", ["Ana Ruiz\nana@example.org", "SQL\nExcel\nPython", "2015 - 2019\nOslo"])
def test_too_little_text_tells_no_language(text: str) -> None:
    profile = profile_of(text)
    assert profile.language == ""
    assert not profile.warnings
