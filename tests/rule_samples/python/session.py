"""Cookies, origins and logs of a service."""

import hmac
import logging

from django.views.decorators.csrf import csrf_exempt
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask, make_response
from flask_cors import CORS
from flask_wtf import CSRFProtect

app = Flask(__name__)
api = FastAPI()
other = FastAPI()
csrf = CSRFProtect(app)
logger = logging.getLogger(__name__)
# ruleid: python-insecure-cookie-setting
SESSION_COOKIE_SECURE = False
# ruleid: python-insecure-cookie-setting
app.config["SESSION_COOKIE_HTTPONLY"] = False
# ok: python-insecure-cookie-setting
app.config["SESSION_COOKIE_SECURE"] = True
# ok: python-insecure-cookie-setting
CSRF_COOKIE_HTTPONLY = False
# ruleid: python-csrf-off
app.config["WTF_CSRF_ENABLED"] = False
# ok: python-csrf-off
app.config["WTF_CSRF_TIME_LIMIT"] = None


def login(user, value):
    response = make_response("in")
    # ruleid: python-insecure-cookie
    response.set_cookie("session_id", value)
    # ruleid: python-insecure-cookie
    response.set_cookie("auth_token", value, httponly=True, secure=False)
    # ok: python-insecure-cookie
    response.set_cookie("session_id", value, secure=True, httponly=True, samesite="Lax")
    # ok: python-insecure-cookie
    response.set_cookie("theme", "dark")
    return response


# ruleid: python-csrf-off
@csrf_exempt
def transfer(request):
    return request.user.send(request.POST["amount"])


# ok: python-csrf-off
@csrf_exempt
def payment(request):
    if not hmac.compare_digest(request.headers["X-Signature"], "x"):
        raise PermissionError
    return None


# ruleid: python-cors-wildcard-with-credentials
api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"])
# ok: python-cors-wildcard-with-credentials
other.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])
# ruleid: python-cors-wildcard-with-credentials
CORS(app, supports_credentials=True)
# ok: python-cors-wildcard-with-credentials
CORS(app, origins=["https://shop.example.org"], supports_credentials=True)


def register(name, password, token, tokens):
    # ruleid: python-log-of-secret
    logger.info("user %s logs in with %s", name, password)
    # ruleid: python-log-of-secret
    logging.debug(f"token is {token}")
    # ruleid: python-log-of-secret
    app.logger.warning("reset link with " + token)
    # ruleid: python-log-of-secret
    logger.info("a user logs in", extra={"name": name, "password": password})
    # ok: python-log-of-secret
    logger.info("a user logs in", extra={"name": name, "has_password": bool(password)})
    # ok: python-log-of-secret
    logger.info("password of %s was changed", name)
    # ok: python-log-of-secret
    logger.info("%d tokens used", len(tokens))


def show():
    # ruleid: python-log-of-secret-printed
    print("key:", os.environ["SIGNING_TOKEN"])
    # ruleid: python-log-of-secret-printed
    print(f"connects with {settings.DB_PASSWORD}")
    # ok: python-log-of-secret-printed
    print("home:", os.environ["HOME"])
    # ok: python-log-of-secret-printed
    print("password is", "set" if os.environ.get("DB_PASSWORD") else "missing")


admin.add_middleware(
    CORSMiddleware,
    allow_credentials=True,
    # ruleid: python-cors-wildcard-with-credentials
    allow_origin_regex="https?://.*",
)
# ok: python-cors-wildcard-with-credentials
admin.add_middleware(CORSMiddleware, allow_origin_regex=r"https://\w+\.example\.org", allow_credentials=True)


class Upload(tornado.web.RequestHandler):
    # ruleid: python-csrf-off
    def check_xsrf_cookie(self):
        pass


class Checked(tornado.web.RequestHandler):
    # ok: python-csrf-off
    def check_xsrf_cookie(self):
        if not self.request.headers.get("X-Api-Key"):
            super().check_xsrf_cookie()


@app.route("/profile", methods=["POST"])
# ruleid: python-csrf-off
@csrf.exempt
def profile():
    return save(request.form)


# A comment may speak of @csrf_exempt.
# ok: python-csrf-off
def copied(view):
    return view
