"""A second factor: confirmed before it counts, each code good once, and no way to guess."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text

from services.auth.audit import COMMAND_LINE
from services.auth.login import Logins
from services.auth.second_factor import second_factor
from services.auth.second_factor.one_time_code import step_of
from services.auth.second_factor.second_factor import MOST_WRONG, PENDING_S, SecondFactors
from services.auth.user import User, Users
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound, Unauthenticated
from services.sealing import Sealing
from services.settings.settings import Settings
from tests.unit.auth.conftest import PASSWORD, Clock

STEP_S = 30


@pytest.fixture
def factors(database: Database, settings: Settings, clock: Clock, tmp_path: Path) -> SecondFactors:
    return SecondFactors(database, Sealing(["s" * 32], tmp_path), settings, clock=clock)


def code_of(secret: str, clock: Clock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now) + steps * STEP_S)


def wrong(secret: str, clock: Clock) -> str:
    right = {code_of(secret, clock, steps) for steps in range(-3, 4)}
    return next(code for number in range(10) if (code := f"{number:06d}") not in right)


@pytest.fixture
def secret(factors: SecondFactors, alice: User, clock: Clock) -> str:
    """Of Alice's second factor, which is on; a step has passed since."""
    made = factors.begin(alice.id)
    factors.confirm(alice.id, code_of(made, clock))
    clock.now += STEP_S
    return made


def test_it_counts_only_once_confirmed(factors: SecondFactors, alice: User, clock: Clock) -> None:
    secret = factors.begin(alice.id)
    assert factors.on_since(alice.id) is None
    with pytest.raises(BadRequest, match="The code is wrong"):
        factors.confirm(alice.id, wrong(secret, clock))
    assert factors.pending(alice.id) == secret
    codes = factors.confirm(alice.id, code_of(secret, clock))
    assert len(set(codes)) == 10
    assert factors.on_since(alice.id) == clock.now
    assert factors.pending(alice.id) is None
    with pytest.raises(Conflict):
        factors.begin(alice.id)
    with pytest.raises(Conflict):
        factors.confirm(alice.id, code_of(secret, clock, 1))


def test_only_the_secret_that_a_code_is_of_is_confirmed(
    factors: SecondFactors, alice: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else who knows the password may begin anew between the look at the code and the confirmation."""
    first = factors.begin(alice.id)

    def step_of_first(secret: str, code: str, now: float) -> int | None:
        factors.begin(alice.id)
        return step_of(secret, code, now)

    monkeypatch.setattr(second_factor, "step_of", step_of_first)
    with pytest.raises(Conflict, match="begun anew"):
        factors.confirm(alice.id, code_of(first, clock))
    assert factors.on_since(alice.id) is None


def test_codes_that_were_wrong_before_it_counted_lock_nobody_out(
    factors: SecondFactors, alice: User, clock: Clock
) -> None:
    secret = factors.begin(alice.id)
    for _ in range(MOST_WRONG):
        with pytest.raises(Unauthenticated):
            factors.check(alice.id, "123456")
    factors.confirm(alice.id, code_of(secret, clock))
    clock.now += STEP_S
    factors.check(alice.id, code_of(secret, clock))


def test_a_secret_that_nobody_confirms_is_forgotten(factors: SecondFactors, alice: User, clock: Clock) -> None:
    secret = factors.begin(alice.id)
    clock.now += PENDING_S + 1
    assert factors.pending(alice.id) is None
    with pytest.raises(Conflict, match="begin again"):
        factors.confirm(alice.id, code_of(secret, clock))
    assert factors.begin(alice.id) != secret


def test_a_code_is_good_once_and_no_older_one_after_it(
    factors: SecondFactors, alice: User, secret: str, clock: Clock
) -> None:
    older = code_of(secret, clock, 0)
    factors.check(alice.id, f" {code_of(secret, clock, 1)[:3]} {code_of(secret, clock, 1)[3:]} ")
    for used in (code_of(secret, clock, 1), older):
        with pytest.raises(Unauthenticated, match="used before"):
            factors.check(alice.id, used)


def test_the_code_that_confirmed_it_signs_nobody_in(factors: SecondFactors, alice: User, clock: Clock) -> None:
    secret = factors.begin(alice.id)
    code = code_of(secret, clock)
    factors.confirm(alice.id, code)
    with pytest.raises(Unauthenticated):
        factors.check(alice.id, code)


def test_a_recovery_code_is_good_once_and_for_its_owner(
    factors: SecondFactors, users: Users, alice: User, clock: Clock
) -> None:
    bob = users.create("bob", PASSWORD)
    codes = factors.confirm(alice.id, code_of(factors.begin(alice.id), clock))
    factors.confirm(bob.id, code_of(factors.begin(bob.id), clock))
    with pytest.raises(Unauthenticated):
        factors.check(bob.id, codes[0])
    factors.check(alice.id, codes[0].upper().replace("-", " "))
    assert factors.recovery_codes_left(alice.id) == 9
    with pytest.raises(Unauthenticated):
        factors.check(alice.id, codes[0])


@pytest.mark.parametrize("strange", ["", " ", "é", "1" * 10_000, "\0", "１２３４５６", "''"])
def test_strange_codes_are_wrong(factors: SecondFactors, alice: User, secret: str, strange: str) -> None:
    with pytest.raises(Unauthenticated):
        factors.check(alice.id, strange)


def test_guessing_ends_in_a_lock_that_a_recovery_code_opens(factors: SecondFactors, alice: User, clock: Clock) -> None:
    secret = factors.begin(alice.id)
    codes = factors.confirm(alice.id, code_of(secret, clock))
    for _ in range(MOST_WRONG):
        with pytest.raises(Unauthenticated, match="The code is wrong"):
            factors.check(alice.id, wrong(secret, clock))
        clock.now += 10 * STEP_S
    with pytest.raises(Unauthenticated, match="only a recovery code") as locked:
        factors.check(alice.id, code_of(secret, clock))
    assert locked.value.code == "codes_locked"
    factors.check(alice.id, codes[0])
    factors.check(alice.id, code_of(secret, clock))


def test_nothing_that_opens_something_is_in_the_database(
    factors: SecondFactors, database: Database, alice: User, clock: Clock
) -> None:
    secret = factors.begin(alice.id)
    codes = factors.confirm(alice.id, code_of(secret, clock))
    with database.session() as session:
        kept = str(session.execute(text("SELECT * FROM second_factors")).all())
        kept += str(session.execute(text("SELECT * FROM recovery_codes")).all())
    assert "sealed:" in kept
    for opens in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert opens not in kept


def test_a_reset_takes_all_of_it_and_ends_every_login(
    factors: SecondFactors, logins: Logins, alice: User, secret: str
) -> None:
    login = logins.open(alice.id, "session")
    factors.reset(alice, by=COMMAND_LINE)
    assert factors.on_since(alice.id) is None
    assert factors.recovery_codes_left(alice.id) == 0
    assert logins.identity(login.login_id) is None
    with pytest.raises(NotFound):
        factors.reset(alice, by=COMMAND_LINE)


@pytest.mark.parametrize(
    ("demanded_of", "expected"), [("optional", set()), ("admins", {"root"}), ("all", {"root", "alice"})]
)
def test_a_setting_demands_it(
    database: Database, settings: Settings, alice: User, tmp_path: Path, demanded_of: str, expected: set[str]
) -> None:
    changed = settings.changed(sign_in={"second_factor": demanded_of})
    factors = SecondFactors(database, Sealing(["s" * 32], tmp_path), changed)
    root = User(id="1", username="root", role="admin")
    assert {user.username for user in (root, alice) if factors.is_demanded(user)} == expected
