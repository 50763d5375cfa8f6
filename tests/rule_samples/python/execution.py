"""Commands, code and templates that a service runs."""

import asyncio
import importlib
import os
import shlex
import subprocess

import jinja2
import paramiko
import tornado.web
from aiohttp import web
from django.template import Template
from fastapi import FastAPI
from flask import Flask, render_template, render_template_string, request

app = Flask(__name__)
api = FastAPI()
COMMANDS = {"date": "date -u", "up": "uptime"}


@app.route("/ping")
def ping():
    host = request.args["host"]
    # ruleid: python-shell-injection
    os.system("ping -c 1 " + host)
    # ruleid: python-shell-injection
    subprocess.run(f"ping -c 1 {host}", shell=True, check=True)
    # ruleid: python-shell-injection
    subprocess.run(["sh", "-c", "ping " + host])
    # ok: python-shell-injection
    subprocess.run(["ping", "-c", "1", host], check=True)
    # ok: python-shell-injection
    os.system("ping -c 1 " + shlex.quote(host))
    # ok: python-shell-injection
    subprocess.run(COMMANDS[host], shell=True)
    count = int(request.args["count"])
    # ok: python-shell-injection
    return os.popen(f"ping -c {count} example.org").read()


@api.post("/convert")
async def convert(name: str, width: int):
    # ruleid: python-shell-injection
    await asyncio.create_subprocess_shell(f"convert {name} out.png")
    # ok: python-shell-injection
    await asyncio.create_subprocess_exec("convert", name, "out.png")
    # ok: python-shell-injection
    await asyncio.create_subprocess_shell(f"convert -w {width} in.png out.png")


class Backup(tornado.web.RequestHandler):
    def get(self, folder):
        # ruleid: python-shell-injection
        subprocess.check_output("tar cz %s" % folder, shell=True)
        # ruleid: python-shell-injection-program
        subprocess.Popen(self.get_argument("program"))


def compress(path, level=9):
    # ruleid: python-shell-injection-built
    subprocess.call("gzip -{} {}".format(level, path), shell=True)
    # ok: python-shell-injection
    subprocess.call("gzip -9 /var/log/app.log", shell=True)


def run(command):
    # ok: python-shell-injection
    return subprocess.run(command, shell=True)


def remote(client: paramiko.SSHClient, unit):
    # ruleid: python-shell-injection-built
    client.exec_command("systemctl restart " + unit)
    if unit not in ("web", "worker"):
        return
    # ok: python-shell-injection
    client.exec_command("systemctl restart " + unit)


async def calculate(request):
    data = await request.json()
    # ruleid: python-code-injection
    value = eval(data["formula"])
    # ruleid: python-code-injection
    exec(request.query["code"])
    # ok: python-code-injection
    plain = eval("1 + 1")
    return web.json_response({"value": value, "plain": plain})


def plugin(request, name):
    # ruleid: python-code-injection
    module = importlib.import_module("plugins." + name)
    if name in ("csv", "json"):
        # ok: python-code-injection
        return importlib.import_module("plugins." + name)
    return module


@app.get("/hello/<name>")
def hello(name):
    # ruleid: python-template-injection
    first = render_template_string("<h1>Hello " + name + "</h1>")
    # ok: python-template-injection
    second = render_template_string("<h1>Hello {{ name }}</h1>", name=name)
    # ok: python-template-injection
    return first + second + render_template("hello.html", name=name)


def preview(request):
    env = jinja2.Environment(autoescape=True)
    # ruleid: python-template-injection
    first = env.from_string(request.POST["body"]).render()
    # ruleid: python-template-injection
    second = Template(request.POST.get("body"))
    # ok: python-template-injection
    return first, second, env.from_string("{{ body }}").render(body=request.POST["body"])


@app.route("/tool", methods=["POST"])
def tool():
    # ruleid: python-shell-injection-program
    first = subprocess.run(request.form["command"].split(), check=True)
    # ok: python-shell-injection-program
    second = subprocess.run(TOOLS[request.form["tool"]], check=True)
    # ok: python-shell-injection-program
    third = subprocess.run(["convert", request.form["file"]], check=True)
    return [first, second, third]


def ping(text):
    address = ipaddress.ip_address(text)
    # ok: python-shell-injection
    os.system(f"ping -c 1 {address}")


@app.route("/wheel")
def wheel():
    command = [sys.executable, "-m", "pip", "wheel"]
    command.append(request.args["name"])
    # ok: python-shell-injection-program
    subprocess.check_call(command)


def pack(folder, name):
    # ruleid: python-shell-injection-built
    os.system("tar czf out.tgz " + folder)
    # ruleid: python-shell-injection-built
    subprocess.run(f"zip -r {name}.zip .", shell=True)
    # ok: python-shell-injection-built
    os.system("tar czf out.tgz " + shlex.quote(folder))
    # ok: python-shell-injection-built
    subprocess.run(["zip", "-r", name + ".zip", "."])
