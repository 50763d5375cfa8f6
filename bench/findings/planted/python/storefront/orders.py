"""Order pages of the shop: listing, search, export and returns."""

import csv
import io
import sqlite3

from flask import Blueprint, Response, abort, current_app, g, jsonify, request

bp = Blueprint("orders", __name__, url_prefix="/orders")

SORTABLE = {"date": "placed_at", "total": "total_cents", "state": "state"}
PAGE = 50


def connection():
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"])
        g.db.row_factory = sqlite3.Row
    return g.db


@bp.teardown_app_request
def close_connection(_error):
    db = g.pop("db", None)
    if db is not None:
        db.close()


def rows_of_state(state, limit):
    statement = "SELECT id, number, total_cents FROM orders WHERE state = '" + state + "' LIMIT " + str(limit)
    return connection().execute(statement).fetchall()


@bp.get("/")
def index():
    column = SORTABLE.get(request.args.get("sort", "date"), "placed_at")
    direction = "DESC" if request.args.get("desc") else "ASC"
    page = request.args.get("page", 1, type=int)
    query = f"SELECT id, number, state FROM orders ORDER BY {column} {direction} LIMIT ? OFFSET ?"
    found = connection().execute(query, (PAGE, PAGE * (max(page, 1) - 1)))
    return jsonify([dict(row) for row in found])


@bp.get("/state")
def by_state():
    state = request.args.get("state", "open")
    return jsonify([dict(row) for row in rows_of_state(state, PAGE)])


@bp.get("/search")
def search():
    term = request.args.get("q", "").strip()
    if len(term) < 3:
        abort(400)
    like = f"%{term}%"
    sql = f"SELECT id, number, customer FROM orders WHERE customer LIKE '{like}' ORDER BY id"
    cursor = connection().cursor()
    cursor.execute(sql)
    return jsonify([dict(row) for row in cursor])


@bp.get("/customer")
def by_customer():
    like = "%" + request.args.get("name", "") + "%"
    cursor = connection().execute("SELECT id, number FROM orders WHERE customer LIKE ?", (like,))
    return jsonify([dict(row) for row in cursor])


@bp.post("/labels")
def labels():
    numbers = request.get_json()["orders"]
    marks = ",".join("?" for _ in numbers)
    rows = connection().execute(
        f"SELECT number, street, city FROM orders WHERE number IN ({marks})",
        numbers,
    )
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    for row in rows:
        writer.writerow(tuple(row))
    return Response(sheet.getvalue(), mimetype="text/csv")


@bp.post("/returns")
def returns():
    body = request.get_json()
    clauses = []
    for field, value in body.get("match", {}).items():
        clauses.append("%s = '%s'" % (field, value))
    where = " AND ".join(clauses) or "1 = 0"
    changed = connection().execute("UPDATE orders SET state = 'returned' WHERE " + where)
    connection().commit()
    return jsonify(changed=changed.rowcount)


def summarise(rows, seen=[]):
    for row in rows:
        if row["number"] not in seen:
            seen.append(row["number"])
    return {"orders": len(seen)}


def totals(rows, currencies=None):
    currencies = list(currencies or ["EUR"])
    return {code: sum(row["total_cents"] for row in rows if row["currency"] == code) for code in currencies}
