"""Sign-in, profile and password reset of the shop."""

import hashlib
import hmac
import logging
import os
import random
import secrets
import string

from flask import Flask, make_response, redirect, render_template, request, session, url_for
from markupsafe import Markup, escape

from .store import accounts, mailer

log = logging.getLogger("shop.accounts")
app = Flask(__name__)
app.secret_key = os.environ["SHOP_SECRET"]
app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
LANDING = {"basket": "/basket", "orders": "/orders", "home": "/"}


def password_hash(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


@app.post("/login")
def login():
    name = request.form["name"]
    password = request.form["password"]
    account = accounts.by_name(name)
    if account is None or not hmac.compare_digest(password_hash(password, account.salt), account.hash):
        log.warning("sign-in of %s failed with %s", name, password)
        return render_template("login.html", name=name), 401
    log.info("sign-in of account %d, password changed %s", account.id, account.password_changed_at)
    session["account"] = account.id
    follow = request.args.get("next")
    if follow:
        return redirect(follow)
    return redirect(url_for("profile"))


@app.post("/logout")
def logout():
    session.clear()
    where = request.args.get("to", "home")
    return redirect(LANDING.get(where, "/"))


@app.get("/profile")
def profile():
    account = accounts.by_id(session["account"])
    greeting = request.args.get("from", "")
    if account.incomplete:
        page = "<h1>Welcome back</h1><p>You came from " + greeting + "</p><a href='/profile/edit'>Complete</a>"
        return make_response(page, 200)
    return render_template("profile.html", account=account, greeting=greeting)


@app.get("/profile/badge")
def badge():
    colour = request.args.get("colour", "grey")
    html = Markup("<span class='badge' data-colour='%s'>member</span>") % colour
    return make_response(f"<div>{html}<i>{escape(request.args.get('label', ''))}</i></div>")


@app.post("/theme")
def theme():
    answer = redirect("/profile")
    chosen = "dark" if request.form.get("theme") == "dark" else "light"
    answer.set_cookie("theme", chosen, max_age=31536000, secure=True, samesite="Lax", httponly=True)
    return answer


@app.post("/remember")
def remember():
    token = secrets.token_urlsafe(32)
    accounts.remember(session["account"], hashlib.sha256(token.encode()).hexdigest())
    answer = redirect("/profile")
    answer.set_cookie("remember", token, max_age=2592000, httponly=False)
    return answer


def reset_code(length=10):
    letters = string.ascii_letters + string.digits
    return "".join(random.choice(letters) for _ in range(length))


@app.post("/reset")
def reset():
    account = accounts.by_mail(request.form["mail"])
    if account is not None:
        code = reset_code()
        accounts.store_code(account.id, code)
        mailer.send(account.mail, "reset", code=code)
    return render_template("reset_sent.html")


@app.get("/avatar")
def avatar():
    account = accounts.by_id(session["account"])
    digest = hashlib.md5(account.mail.strip().lower().encode(), usedforsecurity=False).hexdigest()
    return redirect(f"https://www.gravatar.com/avatar/{digest}?d=identicon")
