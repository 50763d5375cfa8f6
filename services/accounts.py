"""Accounts: the part of the container that knows who may come in. It needs settings and no face."""

from __future__ import annotations

from functools import cached_property

from services.auth.audit import AuditLog
from services.auth.chat_key import ChatKeys
from services.auth.group import Groups
from services.auth.keyring import Keyring
from services.auth.login import Logins
from services.auth.login_limit import LoginLimit
from services.auth.outside_issuer import OutsideIssuer
from services.auth.provider.connection import Connections
from services.auth.provider.logout import ProviderLogouts
from services.auth.provider.people import ProviderPeople
from services.auth.provider.provider import Provider
from services.auth.refusal import Refusals
from services.auth.second_factor.second_factor import SecondFactors
from services.auth.service_token import ServiceTokens
from services.auth.tokens import Tokens
from services.auth.user import Users
from services.database.database import Database
from services.sealing import Sealing
from services.settings.settings import Settings

SECRETS_FOLDER = "secrets"


class Accounts:
    settings: Settings

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database)

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring(self.settings.data / SECRETS_FOLDER, self.sealing)

    @cached_property
    def sealing(self) -> Sealing:
        return Sealing(self.settings.store.secrets, self.settings.data / SECRETS_FOLDER)

    @cached_property
    def audit_log(self) -> AuditLog:
        return AuditLog(self.database, self.settings.auth.audit_days)

    @cached_property
    def users(self) -> Users:
        return Users(self.database)

    @cached_property
    def groups(self) -> Groups:
        return Groups(self.database)

    @cached_property
    def refusals(self) -> Refusals:
        return Refusals(self.database)

    @cached_property
    def logins(self) -> Logins:
        return Logins(self.database, self.settings)

    @cached_property
    def login_limit(self) -> LoginLimit:
        return LoginLimit(self.database, self.logins, self.settings)

    @cached_property
    def service_tokens(self) -> ServiceTokens:
        return ServiceTokens(self.database)

    @cached_property
    def chat_keys(self) -> ChatKeys:
        return ChatKeys(self.database)

    @cached_property
    def outside_issuer(self) -> OutsideIssuer:
        return OutsideIssuer.from_settings(self.settings)

    @cached_property
    def second_factors(self) -> SecondFactors:
        return SecondFactors(self.database, self.sealing, self.settings)

    @cached_property
    def provider(self) -> Provider:
        return Provider(self.settings.sign_in)

    @cached_property
    def provider_people(self) -> ProviderPeople:
        return ProviderPeople(self.users, self.settings.sign_in)

    @cached_property
    def provider_logouts(self) -> ProviderLogouts:
        return ProviderLogouts(self.database, self.provider)

    @cached_property
    def connections(self) -> Connections:
        return Connections(self.database)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.settings, self.keyring, self.outside_issuer)
