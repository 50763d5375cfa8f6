"""Users: creating, verifying, disabling and granting, and the first admin."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from services.auth.first_admin import ensure_admin
from services.auth.login import Logins
from services.auth.password import Passwords
from services.auth.user import User, Users
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound, Unauthenticated
from services.settings.settings import Settings
from tests.unit.auth.conftest import PASSWORD, CountingHasher


def test_the_right_password_is_the_only_one(users: Users, alice: User) -> None:
    found = users.verify("alice", PASSWORD)
    assert found is not None and found.id == alice.id
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", PASSWORD * 100, "\ud800"):
        assert users.verify("alice", wrong) is None


def test_every_refusal_costs_one_hash_like_a_success(users: Users, alice: User, hasher: CountingHasher) -> None:
    users.create("bob", PASSWORD)
    users.disable("bob")
    users.by_outside_subject("https://issuer.example", "carol")
    for name, password in (
        ("alice", PASSWORD),
        ("alice", "wrong"),
        ("nobody", PASSWORD),
        ("bob", PASSWORD),
        ("https://issuer.example carol", PASSWORD),
        ("alice", "x" * 5000),
    ):
        before = hasher.verifications
        users.verify(name, password)
        assert hasher.verifications == before + 1, name


def test_the_stand_in_hash_has_the_parameters_of_a_real_one(alice: User, hasher: CountingHasher) -> None:
    passwords = Passwords(hasher)
    assert str(alice.password_hash).rsplit("$", 2)[0] == passwords._nobody.rsplit("$", 2)[0]


def test_a_password_hashed_with_older_parameters_is_hashed_again(database: Database, users: Users, alice: User) -> None:
    stronger = Users(database, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    assert stronger.verify("alice", PASSWORD) is not None
    after = users.by_name("alice").password_hash
    assert after is not None and "m=16,t=2" in after
    assert stronger.verify("alice", PASSWORD) is not None


@pytest.mark.parametrize("name", ["", " alice", "a b", "-a", "a" * 65, "a\n", "ä", "a/b"])
def test_a_name_that_could_mislead_is_refused(users: Users, name: str) -> None:
    with pytest.raises(BadRequest, match="user name"):
        users.create(name, PASSWORD)


def test_short_passwords_and_unknown_roles_are_refused(users: Users) -> None:
    with pytest.raises(BadRequest, match="8 to 1024"):
        users.create("carol", "short")
    with pytest.raises(BadRequest, match="admin or member"):
        users.create("carol", PASSWORD, "service")


def test_a_name_is_taken_once(users: Users, alice: User) -> None:
    with pytest.raises(Conflict, match="already a user 'alice'"):
        users.create("alice", PASSWORD)


def test_a_disabled_user_is_out_and_stays_out_of_their_old_logins(users: Users, logins: Logins, alice: User) -> None:
    login = logins.open(alice.id, "access")
    users.disable("alice")
    assert users.verify("alice", PASSWORD) is None
    assert logins.identity(login.login_id) is None
    users.enable("alice")
    assert users.verify("alice", PASSWORD) is not None
    assert logins.identity(login.login_id) is None


def test_a_new_password_ends_the_logins_of_that_user_alone(users: Users, logins: Logins, alice: User) -> None:
    bob = users.create("bob", PASSWORD)
    of_alice, of_bob = logins.open(alice.id, "session"), logins.open(bob.id, "session")
    users.set_password("alice", "another password")
    assert users.verify("alice", PASSWORD) is None
    assert users.verify("alice", "another password") is not None
    assert logins.identity(of_alice.login_id) is None
    assert logins.identity(of_bob.login_id) is not None


def test_grants_are_part_of_the_identity_until_taken_back(users: Users, logins: Logins, alice: User) -> None:
    login = logins.open(alice.id, "access")
    users.grant("alice", "publish", "jobs.*")
    users.grant("alice", "publish", "jobs.*")
    users.grant("alice", "subscribe", "news")
    users.grant("alice", "subscribe", "jobs.*")
    identity = logins.identity(login.login_id)
    assert identity is not None
    assert identity.publish == ("jobs.*",)
    assert set(identity.subscribe) == {"news", "jobs.*"}
    users.revoke_grant("alice", "publish", "jobs.*")
    identity = logins.identity(login.login_id)
    assert identity is not None and identity.publish == ()
    with pytest.raises(NotFound, match="not granted"):
        users.revoke_grant("alice", "publish", "jobs.*")


def test_an_outside_subject_is_one_member_without_a_password(users: Users) -> None:
    first = users.by_outside_subject("https://issuer.example", "42")
    assert users.by_outside_subject("https://issuer.example", "42").id == first.id
    assert users.by_outside_subject("https://other.example", "42").id != first.id
    assert (first.role, first.password_hash) == ("member", None)
    for subject in ("a\nb", "x" * 300):
        with pytest.raises(Unauthenticated):
            users.by_outside_subject("https://issuer.example", subject)


def test_the_first_admin_gets_a_random_password_once(users: Users, settings: Settings) -> None:
    password = ensure_admin(users, settings)
    assert password is not None
    admin = users.verify("admin", password)
    assert admin is not None and admin.role == "admin"
    assert ensure_admin(users, settings) is None


def test_a_configured_admin_password_is_used_and_not_shown(users: Users, settings: Settings) -> None:
    configured = settings.changed(auth={"admin_user": "root", "admin_password": PASSWORD})
    assert ensure_admin(users, configured) is None
    assert users.verify("root", PASSWORD) is not None


def test_servers_that_start_together_make_one_admin(tmp_path: Path, settings: Settings) -> None:
    Database(f"sqlite:///{tmp_path}/tailrace.db").migrate()
    together = threading.Barrier(6)
    answers: list[str | None] = []

    def start() -> None:
        database = Database(f"sqlite:///{tmp_path}/tailrace.db")
        users = Users(database, Passwords(CountingHasher()))
        together.wait()
        answers.append(ensure_admin(users, settings))
        database.dispose()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([answer for answer in answers if answer]) == 1
    assert len(answers) == 6
