"""Addresses that a service calls or sends the browser to."""

import urllib.request
from urllib.parse import urlparse

import aiohttp
import httpx
import requests
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from flask import Flask, abort, redirect, request, url_for

app = Flask(__name__)
api = FastAPI()
FEEDS = {"news": "https://news.example.org/feed"}
HOSTS = {"cdn.example.org"}


@app.route("/fetch")
def fetch():
    url = request.args.get("url")
    # ruleid: python-ssrf
    first = requests.get(url, timeout=5).text
    # ruleid: python-ssrf
    second = urllib.request.urlopen(url).read()
    # ruleid: python-ssrf
    third = requests.get(f"http://{request.args['host']}/status", timeout=5)
    # ok: python-ssrf
    fourth = requests.get("https://api.example.org/items/" + request.args["id"], timeout=5)
    # ok: python-ssrf
    fifth = requests.get("https://api.example.org/items", params={"url": url}, timeout=5)
    # ok: python-ssrf
    sixth = requests.get(FEEDS[url], timeout=5)
    # ok: python-ssrf
    seventh = requests.get(f"https://api.example.org/items/{url}", timeout=5)
    if urlparse(url).hostname not in HOSTS:
        abort(400)
    # ok: python-ssrf
    return first, second, third, fourth, fifth, sixth, seventh, requests.get(url, timeout=5)


@api.post("/hook")
async def hook(target: str, number: int):
    async with httpx.AsyncClient() as client:
        # ruleid: python-ssrf
        first = await client.post(target, json={})
        # ok: python-ssrf
        return first, await client.get(f"https://api.example.org/{number}")


async def proxy(request):
    async with aiohttp.ClientSession() as session:
        # ruleid: python-ssrf
        async with session.get(request.query["url"]) as answer:
            return await answer.read()


async def checked_proxy(request):
    url = request.query["url"]
    parsed = urlparse(url)
    if parsed.hostname not in HOSTS:
        raise ValueError
    async with aiohttp.ClientSession() as session:
        # ok: python-ssrf
        async with session.get(url) as answer:
            return await answer.read()


@app.route("/login")
def login():
    target = request.args.get("next")
    if not target:
        # ok: python-open-redirect
        return redirect(url_for("home", q=request.args["q"]))
    if request.args.get("old"):
        # ok: python-open-redirect
        return redirect("/old/" + request.args["old"])
    # ruleid: python-open-redirect
    return redirect(target)


def after(request):
    # ruleid: python-open-redirect
    return HttpResponseRedirect(request.GET.get("next", "/"))


def after_checked(request):
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    # ok: python-open-redirect
    return HttpResponseRedirect(target)


@api.get("/go")
async def go(to: str):
    # ruleid: python-open-redirect
    return RedirectResponse(url=to)


@app.route("/leave")
def leave():
    target = request.args["to"]
    if urlparse(target).netloc != "":
        abort(400)
    # ok: python-open-redirect
    return redirect(target)


@app.route("/back")
def back():
    if request.args.get("far"):
        # ok: python-open-redirect
        return redirect(get_safe_redirect(request.args["to"]))
    # ok: python-open-redirect
    return redirect(request.referrer)


@app.route("/mirror")
def mirror():
    url = request.args["url"]
    if not url.startswith("https://"):
        abort(400)
    # ruleid: python-ssrf
    first = requests.get(url, timeout=5)
    other = request.args["other"]
    if not other.startswith("https://files.example.org/"):
        abort(400)
    # ok: python-ssrf
    second = requests.get(other, timeout=5)
    # ok: python-ssrf
    third = requests.get(f"{API}/items/{request.args['id']}", timeout=5)
    return first, second, third


@app.route("/back")
def back():
    target = request.args.get("to", "/")
    if target.startswith("/"):
        # ruleid: python-open-redirect
        return redirect(target)
    return redirect("/")


@app.route("/home")
def home():
    target = request.args.get("to", "/")
    if not same_origin(target):
        return redirect("/")
    # ok: python-open-redirect
    return redirect(target)


@app.route("/inner")
def inner():
    target = request.args.get("to", "")
    if not target.startswith("/") or target.startswith("//"):
        target = "/"
    # ok: python-open-redirect
    return redirect(target)


@app.route("/profile")
def profile():
    user = User.objects.get(id=request.args["id"])
    # ok: python-open-redirect
    return redirect(user.get_absolute_url())


@app.route("/status")
def status():
    # ok: python-ssrf
    return requests.get(API + "/status/" + request.args["id"], timeout=5).text


@app.route("/language")
def language():
    target = request.args.get("next")
    if (target or request.headers.get("x")) and not url_has_allowed_host_and_scheme(url=target, allowed_hosts=HOSTS):
        target = "/"
    # ok: python-open-redirect
    return redirect(target)
