"""A small catalogue that no change of the terms can move."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.screening.skills.catalogue import Catalogue, load_catalogue

OWN_TERMS = """
[Software and IT]
Python = Python 3
Kubernetes = k8s
PostgreSQL = Postgres
Docker
Git
"Go"? = Golang
Java
Django
PHP
SQL
Kafka
Terraform
[certificates, Logistics]
driving licence = driver's license, Führerschein, permis de conduire, carné de conducir
[certificates, Software and IT]
AWS Certified Developer
[languages]
German = Deutsch, allemand, alemán
French = Französisch, français, francés
[degrees, level 6]
bachelor = BSc
[degrees, level 7]
master = MSc
[broader]
Django -> Python
"""


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    path: Path = tmp_path_factory.mktemp("terms") / "own.txt"
    path.write_text(OWN_TERMS)
    return load_catalogue(path)
