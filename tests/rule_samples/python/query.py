"""Queries of MongoDB, LDAP and XML."""

import ldap
import ldap.filter
from flask import Flask, request
from ldap3.utils.conv import escape_filter_chars
from lxml import etree
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop


@app.route("/login", methods=["POST"])
def login():
    data = request.get_json()
    # ruleid: python-nosql-injection
    first = db.users.find_one({"name": data["name"], "password": data["password"]})
    # ruleid: python-nosql-injection
    second = db.users.find(request.json)
    # ruleid: python-nosql-injection
    db.users.delete_many({"name": request.json["name"]})
    # ok: python-nosql-injection
    third = db.users.find_one({"name": str(data["name"])})
    # ok: python-nosql-injection
    fourth = db.users.find_one({"name": request.form["name"]})
    # ok: python-nosql-injection
    fifth = db.users.find_one({"name": {"$eq": data["name"]}})
    # ruleid: python-nosql-injection, python-nosql-injection-where
    sixth = db.users.find({"$where": "this.name == '" + data["name"] + "'"})
    return [first, second, third, fourth, fifth, sixth]


def directory(connection, name):
    # ruleid: python-ldap-injection-built
    connection.search("dc=example", f"(uid={name})")
    # ok: python-ldap-injection
    connection.search("dc=example", f"(uid={escape_filter_chars(name)})")
    # ok: python-ldap-injection
    connection.search("dc=example", "(objectClass=person)")


@app.route("/people")
def people():
    connection = ldap.initialize("ldap://directory")
    name = request.args["name"]
    # ruleid: python-ldap-injection
    first = connection.search_s("dc=example", ldap.SCOPE_SUBTREE, "(cn=%s)" % name)
    # ok: python-ldap-injection
    second = connection.search_s("dc=example", ldap.SCOPE_SUBTREE, ldap.filter.filter_format("(cn=%s)", [name]))
    return [first, second]


@app.route("/books")
def books():
    tree = etree.parse("books.xml")
    title = request.args["title"]
    # ruleid: python-xpath-injection
    first = tree.xpath("//book[title='" + title + "']")
    # ruleid: python-xpath-injection
    second = tree.findall(f".//book[@title='{title}']")
    # ok: python-xpath-injection
    third = tree.xpath("//book[title=$title]", title=title)
    # ok: python-xpath-injection
    return [first, second, third, tree.xpath("//book[@id='%d']" % int(request.args["id"]))]


@app.get("/carts")
def carts():
    owner = request.args.get("owner", "")
    # ruleid: python-nosql-injection-where
    first = db.carts.find({"$where": f"this.owner == '{owner}'"})
    # ok: python-nosql-injection-where
    second = db.carts.find({"$where": "this.total > %d" % int(request.args["total"])})
    # ok: python-nosql-injection-where, python-nosql-injection
    third = db.carts.find({"owner": owner, "$where": "this.open"})
    return [first, second, third]


def groups(connection, member):
    # ruleid: python-ldap-injection-built
    connection.search("dc=example", "(member=" + member + ")")
    # ok: python-ldap-injection-built
    connection.search("dc=example", "(member=" + escape_filter_chars(member) + ")")
    # ok: python-ldap-injection-built
    connection.search("dc=example", "(member=nobody)")


@app.route("/member")
def member():
    connection = ldap.initialize("ldap://directory")
    # ruleid: python-ldap-injection
    return connection.search_s("dc=example", ldap.SCOPE_SUBTREE, "(uid=" + request.args["uid"] + ")")
