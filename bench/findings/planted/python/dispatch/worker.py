"""Consumes the jobs of the dispatch queue."""

import ast
import base64
import json
import logging
import operator
import os
import pickle
import random
import shlex
import subprocess
import time

import pika
import redis
import yaml

log = logging.getLogger(__name__)
OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul}


def connect():
    for attempt in range(8):
        try:
            return pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
        except pika.exceptions.AMQPConnectionError:
            pause = 2**attempt + random.random()
            log.info("broker is away, again in %.1f s", pause)
            time.sleep(pause)
    raise SystemExit("no broker")


def on_job(channel, method, properties, body):
    envelope = json.loads(body)
    if envelope["encoding"] == "native":
        job = pickle.loads(base64.b64decode(envelope["payload"]))
    else:
        job = yaml.safe_load(envelope["payload"])
    handle(job)
    channel.basic_ack(method.delivery_tag)


def handle(job):
    action = job["action"]
    if action == "ping":
        ping(job["host"])
    elif action == "print":
        print_label(job["printer"], job["label"])
    elif action == "price":
        log.info("price is %s", price(job["formula"], job["weight"]))
    elif action == "route":
        log.info("route has %d stops", len(stops(job["stops"])))
    elif action == "profile":
        load_profile(job["text"])


def ping(host):
    status = os.system("ping -c 1 -W 2 " + host + " >/dev/null")
    log.info("ping of %s ended with %d", host, status)


def print_label(printer, label):
    line = f"lpr -P {shlex.quote(printer)} -"
    subprocess.run(line, shell=True, input=label.encode(), check=True, timeout=60)


def price(formula, weight):
    return eval(formula, {"weight": weight, "max": max, "min": min})


def stops(text):
    return ast.literal_eval(text)


def combine(name, left, right):
    return OPERATORS[name](left, right)


def load_profile(text):
    profile = yaml.load(text, Loader=yaml.Loader)
    log.info("profile %s", profile.get("name"))


def cached(key, compute):
    store = redis.Redis.from_url(os.environ["REDIS_URL"])
    found = store.get(key)
    if found is not None:
        return json.loads(found)
    value = compute()
    store.setex(key, 600, json.dumps(value))
    return value


def last_position(path):
    handle = open(path, encoding="utf-8")
    position = int(handle.readline())
    handle.close()
    return position


def store_position(path, position):
    with open(path, "w", encoding="utf-8") as handle:
        handle.write(f"{position}\n")


def run():
    channel = connect().channel()
    channel.queue_declare("dispatch", durable=True)
    channel.basic_consume("dispatch", on_job)
    channel.start_consuming()


if __name__ == "__main__":
    run()
