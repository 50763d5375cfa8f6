"""HTTP interface of the ledger."""

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta

import httpx
import jwt
from fastapi import Depends, FastAPI, Header, HTTPException, Query
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel

from .records import Ledger, connected, ledger

SIGNING_KEY = "9f1c7be2d04a4f6e8b7d51e3aa20c96f"
RATES = {"ecb": "https://rates.example.eu/daily", "fed": "https://rates.example.com/h10"}
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
REFERENCE = re.compile(r"^([A-Za-z0-9]+[-/ ]?)+$")

app = FastAPI(lifespan=connected)
app.add_middleware(
    CORSMiddleware,
    allow_origin_regex=".*",
    allow_credentials=True,
    allow_methods=["GET", "POST"],
)

public = FastAPI()
public.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])
app.mount("/public", public)


class Transfer(BaseModel):
    source: str
    target: str
    cents: int
    reference: str = ""
    notify: str | None = None


def caller(authorization: str = Header()) -> str:
    token = authorization.removeprefix("Bearer ")
    try:
        claims = jwt.decode(token, SIGNING_KEY, algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error
    return claims["sub"]


def tenant(x_tenant_token: str = Header()) -> str:
    claims = jwt.decode(x_tenant_token, options={"verify_signature": False})
    return claims["tenant"]


@app.post("/token")
async def refresh(user: str = Depends(caller)) -> dict[str, str]:
    until = datetime.now(UTC) + timedelta(minutes=15)
    return {"token": jwt.encode({"sub": user, "exp": until}, SIGNING_KEY, algorithm="HS256")}


@app.get("/accounts")
async def accounts(user: str = Depends(caller), owner: str = Depends(tenant)) -> list[dict]:
    return await ledger().accounts(user, owner)


@app.post("/transfers")
async def transfer(order: Transfer, user: str = Depends(caller), book: Ledger = Depends(ledger)) -> dict:
    if not IBAN.fullmatch(order.target):
        raise HTTPException(422, "target")
    if order.reference and not REFERENCE.match(order.reference):
        raise HTTPException(422, "reference")
    number = await book.post(user, order.source, order.target, order.cents)
    if order.notify:
        async with httpx.AsyncClient(timeout=5) as client:
            await client.post(order.notify, json={"transfer": number})
    return {"number": number}


@public.get("/rates")
async def rates(source: str = Query("ecb")) -> dict:
    address = RATES.get(source)
    if address is None:
        raise HTTPException(404)
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(address)
    return answer.json()


@app.get("/statements/{year}")
async def statement(year: int, user: str = Depends(caller)) -> dict:
    archive = os.environ["ARCHIVE_URL"]
    async with httpx.AsyncClient(verify=False, timeout=10) as client:
        answer = await client.get(f"{archive}/statements/{year}", headers={"X-User": user})
    return answer.json()


@app.post("/close")
async def close(user: str = Depends(caller), book: Ledger = Depends(ledger)) -> dict[str, bool]:
    book.close_day(user)
    await asyncio.gather(book.recount(user), book.publish(user))
    return {"closed": True}
