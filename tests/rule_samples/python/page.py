"""Pages and headers that a service sends."""

import html
import json
from email.header import Header
from email.mime.text import MIMEText
from http.server import BaseHTTPRequestHandler

import tornado.web
from django.http import HttpResponse, JsonResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from flask import Flask, make_response, render_template, request
from markupsafe import Markup, escape

app = Flask(__name__)
api = FastAPI()


@app.route("/hello")
def hello():
    name = request.args.get("name", "")
    if name == "a":
        # ruleid: python-xss
        return "<h1>Hello " + name + "</h1>"
    if name == "b":
        # ruleid: python-xss
        return f"<h1>Hello {name}</h1>", 404
    if name == "c":
        # ok: python-xss
        return f"<h1>Hello {escape(name)}</h1>"
    if name == "d":
        # ok: python-xss
        return render_template("hello.html", name=name)
    # ruleid: python-xss
    return make_response("<p>" + name + "</p>")


@app.route("/api")
def answer():
    # ok: python-xss
    return {"name": request.args["name"]}


def page(request):
    # ruleid: python-xss
    first = HttpResponse("<p>" + request.GET["q"] + "</p>")
    # ruleid: python-xss
    second = mark_safe(f"<b>{request.GET['q']}</b>")
    # ok: python-xss
    third = format_html("<b>{}</b>", request.GET["q"])
    # ok: python-xss
    fourth = HttpResponse(html.escape(request.GET["q"]))
    # ok: python-xss
    fifth = HttpResponse(json.dumps({"q": request.GET["q"]}), content_type="application/json")
    # ok: python-xss
    return first, second, third, fourth, fifth, JsonResponse({"q": request.GET["q"]})


@api.get("/page", response_class=HTMLResponse)
async def show(title: str):
    # ruleid: python-xss
    return HTMLResponse(f"<title>{title}</title>")


class Search(tornado.web.RequestHandler):
    def get(self):
        query = self.get_argument("q")
        # ruleid: python-xss
        self.write("<p>" + query + "</p>")
        # ok: python-xss
        self.write(tornado.escape.xhtml_escape(query))


@app.route("/bio", methods=["POST"])
def bio():
    # ruleid: python-xss
    text = Markup(request.form["bio"])
    # ok: python-xss
    plain = Markup("<br>")
    return render_template("bio.html", text=text, plain=plain)


@app.route("/contact", methods=["POST"])
def contact():
    mail = MIMEText("Hello")
    # ruleid: python-header-injection
    mail["Subject"] = request.form["subject"]
    # ok: python-header-injection
    mail["Subject"] = Header(request.form["subject"])
    # ok: python-header-injection
    mail["From"] = "shop@example.org"
    smtplib.SMTP("localhost").send_message(mail)
    return "sent"


class Handler(BaseHTTPRequestHandler):
    def answer(self, request):
        # ruleid: python-header-injection
        self.send_header("X-Name", request.args["name"])
        # ok: python-header-injection
        self.send_header("X-Name", request.args["name"].replace("\n", ""))


@app.route("/upload")
def kind_of_upload():
    parsed = email.message.Message()
    # ok: python-header-injection
    parsed["content-type"] = request.headers["content-type"]
    return parsed.get_content_subtype()


def broken(request, error):
    reporter = Reporter(request, error)
    page = reporter.report_html()
    # ok: python-xss
    return HttpResponse(page)
