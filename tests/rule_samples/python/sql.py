"""Statements of a shop: some are built from text, others bind their values."""

import re
import sqlite3
import uuid

import asyncpg
import pandas as pd
import psycopg
import sqlalchemy as sa
from django.db import connection
from django.db.models.expressions import RawSQL
from fastapi import Depends, FastAPI, Query
from flask import Flask, g, request
from psycopg import sql
from sqlalchemy import select, text

app = Flask(__name__)
api = FastAPI()
COLUMNS = {"name": "name", "age": "birthday"}
TABLE = "users"


@app.route("/users")
def users():
    name = request.args.get("name", "")
    # ruleid: python-sql-injection
    rows = g.db.execute("SELECT * FROM users WHERE name = '" + name + "'").fetchall()
    cursor = g.db.cursor()
    # ruleid: python-sql-injection
    cursor.execute(f"SELECT * FROM users WHERE email = '{request.form['email']}'")
    # ruleid: python-sql-injection
    cursor.execute("SELECT * FROM users WHERE id = %s" % request.get_json()["id"])
    # ok: python-sql-injection
    cursor.execute("SELECT * FROM users WHERE id = %s", (request.json["id"],))
    # ok: python-sql-injection
    cursor.execute("SELECT * FROM " + TABLE + " WHERE name = ?", (name,))
    # ok: python-sql-injection
    cursor.execute(f"SELECT * FROM users LIMIT {int(request.args['n'])}")
    # ok: python-sql-injection
    cursor.execute("SELECT * FROM users LIMIT %d" % request.args.get("n", 10, type=int))
    return rows


@app.route("/sorted")
def sorted_users():
    column = request.args.get("sort", "name")
    # ok: python-sql-injection
    first = g.db.execute(f"SELECT * FROM users ORDER BY {COLUMNS.get(column, 'name')}")
    # ok: python-sql-injection
    second = g.db.execute(f"SELECT * FROM users ORDER BY {COLUMNS[column]}")
    # ruleid: python-sql-injection
    third = g.db.execute(f"SELECT * FROM users ORDER BY {column}")
    if column not in COLUMNS:
        return "no", 400
    # ok: python-sql-injection
    return [first, second, third, g.db.execute(f"SELECT * FROM users ORDER BY {column}")]


@app.route("/u/<name>")
def by_name(name):
    conn = sqlite3.connect("app.db")
    # ruleid: python-sql-injection
    return conn.execute("SELECT * FROM users WHERE name = '{}'".format(name)).fetchone()


@app.route("/n/<int:number>")
def by_number(number):
    conn = sqlite3.connect("app.db")
    # ok: python-sql-injection
    return conn.execute("SELECT * FROM users WHERE id = ?", (number,)).fetchone()


@api.get("/items")
async def items(q: str = Query(""), db=Depends(None)):
    # ruleid: python-sql-injection
    rows = await db.execute(text(f"SELECT * FROM items WHERE name LIKE '%{q}%'"))
    # ok: python-sql-injection
    more = await db.execute(text("SELECT * FROM items WHERE name LIKE :q"), {"q": q})
    return rows, more


@api.get("/items/{item_id}")
async def item(item_id: int, db=Depends(None)):
    # ok: python-sql-injection
    return await db.execute(text(f"SELECT * FROM items WHERE id = {item_id}"))


def raw_view(request, slug):
    # ruleid: python-sql-injection
    posts = Post.objects.raw("SELECT * FROM post WHERE slug = '%s'" % slug)
    # ruleid: python-sql-injection
    extra = Post.objects.extra(where=["title LIKE '%" + request.GET["q"] + "%'"])
    # ok: python-sql-injection
    fine = Post.objects.extra(where=["title LIKE %s"], params=[request.GET["q"]])
    # ruleid: python-sql-injection
    rated = Post.objects.annotate(score=RawSQL("rank('%s')" % request.GET["q"], []))
    # ok: python-sql-injection
    bound = Post.objects.raw("SELECT * FROM post WHERE slug = %s", [slug])
    with connection.cursor() as cursor:
        # ruleid: python-sql-injection
        cursor.execute("DELETE FROM post WHERE slug = '" + slug + "'")
    return posts, extra, fine, rated, bound


def find_orders(conn, customer, states):
    statement = "SELECT * FROM orders WHERE customer = '" + customer + "'"
    # ruleid: python-sql-injection-built
    first = conn.execute(statement)
    clauses = []
    for state in states:
        clauses.append("state = '%s'" % state)
    # ruleid: python-sql-injection-built
    second = conn.execute("SELECT * FROM orders WHERE " + " OR ".join(clauses))
    marks = ",".join("?" for _ in states)
    # ok: python-sql-injection
    third = conn.execute(f"SELECT * FROM orders WHERE state IN ({marks})", states)
    marks = ",".join(["%s"] * len(states))
    # ok: python-sql-injection
    fourth = conn.execute("SELECT * FROM orders WHERE state IN (" + marks + ")", states)
    return first, second, third, fourth


def run(cursor, statement, values=()):
    # ok: python-sql-injection
    return cursor.execute(statement, values)


def statement_of(name):
    return "SELECT * FROM users WHERE name = '" + name + "'"


@app.route("/helped")
def helped():
    # ruleid: python-sql-injection
    return g.db.execute(statement_of(request.args["name"])).fetchall()


def engine_query(engine, city):
    with engine.connect() as connection:
        query = sa.text("SELECT * FROM shop WHERE city = :city")
        # ok: python-sql-injection
        connection.execute(query, {"city": city})
        # ok: python-sql-injection
        bad = sa.text("SELECT * FROM shop WHERE city = '" + city + "'")
        # ruleid: python-sql-injection-built
        return connection.execute(bad)


def orm(session, name, order):
    # ok: python-sql-injection
    first = session.execute(select(User).where(User.name == name))
    # ruleid: python-sql-injection-built
    second = session.query(User).filter("name = '%s'" % name)
    # ok: python-sql-injection
    third = session.query(User).filter(User.name.like("%" + name + "%")).all()
    # ruleid: python-sql-injection-built
    return first, second, third, session.query(User).order_by(text("name " + order))


async def fetch(pool: asyncpg.Pool, table, key):
    async with pool.acquire() as conn:
        # ok: python-sql-injection-built
        row = await conn.fetchrow(f"SELECT * FROM {table} WHERE key = $1", key)
        # ruleid: python-sql-injection-built
        row = row or await conn.fetchrow(f"SELECT * FROM {table} WHERE key = '{key}'")
        # ok: python-sql-injection
        return row, await conn.fetch("SELECT * FROM t WHERE key = $1", key)


def composed(conn: psycopg.Connection, table):
    # ok: python-sql-injection
    conn.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
    if not re.fullmatch(r"[a-z_]+", table):
        raise ValueError(table)
    # ok: python-sql-injection
    conn.execute(f"SELECT * FROM {table}")


def frame(conn, since):
    # ruleid: python-sql-injection-built
    first = pd.read_sql(f"SELECT * FROM sale WHERE day > '{since}'", conn)
    # ok: python-sql-injection
    return first, pd.read_sql("SELECT * FROM sale WHERE day > %(d)s", conn, params={"d": since})


def by_uuid(conn, text_of_id):
    key = uuid.UUID(text_of_id)
    # ok: python-sql-injection
    return conn.execute(f"SELECT * FROM users WHERE id = '{key}'")


def add_column(cursor, table):
    # ok: python-sql-injection
    cursor.execute(f"ALTER TABLE {table} ADD COLUMN note text")


def sorted_by(cursor, key):
    column = {"name": "last_name", "age": "born"}.get(key, "id")
    # ok: python-sql-injection
    cursor.execute("SELECT * FROM people ORDER BY " + column)


def kept(cursor, name, table_name, dbname):
    # ruleid: python-sql-injection-built
    cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)
    # ok: python-sql-injection-built
    cursor.execute("SELECT count(*) FROM %s" % table_name)
    # ok: python-sql-injection-built
    cursor.execute("DROP DATABASE %s" % dbname)
