"""Storage of the ledger in PostgreSQL and its audit trail in MongoDB."""

import hashlib
import os
import ssl
from contextlib import asynccontextmanager

import asyncpg
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from motor.motor_asyncio import AsyncIOMotorClient


class Ledger:
    def __init__(self, pool: asyncpg.Pool, trail) -> None:
        self.pool = pool
        self.trail = trail

    async def accounts(self, user: str, owner: str) -> list[dict]:
        rows = await self.pool.fetch("SELECT iban, cents FROM account WHERE holder = $1 AND tenant = $2", user, owner)
        return [dict(row) for row in rows]

    async def post(self, user: str, source: str, target: str, cents: int) -> int:
        async with self.pool.acquire() as connection, connection.transaction():
            return await connection.fetchval("SELECT post_transfer($1, $2, $3, $4)", user, source, target, cents)

    async def close_day(self, user: str) -> None:
        await self.pool.execute("SELECT close_day($1)", user)

    async def recount(self, user: str) -> None:
        await self.pool.execute("SELECT recount($1)", user)

    async def publish(self, user: str) -> None:
        await self.trail.insert_one({"event": "closed", "user": user})

    async def events(self, request) -> list[dict]:
        wanted = await request.json()
        found = self.trail.find({"user": wanted["user"], "kind": wanted["kind"]}).limit(100)
        return [event async for event in found]

    async def event(self, request) -> dict | None:
        wanted = await request.json()
        return await self.trail.find_one({"user": str(wanted["user"]), "kind": {"$eq": str(wanted["kind"])}})


def card_digest(pan: str) -> str:
    return hashlib.sha1(pan.encode()).hexdigest()


def etag(body: bytes) -> str:
    return '"' + hashlib.sha1(body, usedforsecurity=False).hexdigest() + '"'


def seal(key: bytes, text: bytes) -> bytes:
    missing = 16 - len(text) % 16
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(text + bytes([missing]) * missing) + encryptor.finalize()


def seal_note(key: bytes, text: bytes, account: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, text, account.encode())


def tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=os.environ.get("LEDGER_CA"))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


_ledger: Ledger | None = None


@asynccontextmanager
async def connected(_app):
    global _ledger
    trail = AsyncIOMotorClient(os.environ["TRAIL_URL"])["trail"]["events"]
    async with asyncpg.create_pool(os.environ["LEDGER_DSN"], ssl=tls_context()) as pool:
        _ledger = Ledger(pool, trail)
        yield
        _ledger = None


def ledger() -> Ledger:
    if _ledger is None:
        raise RuntimeError("not connected")
    return _ledger
