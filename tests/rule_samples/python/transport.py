"""Connections of a service and the tokens that come over them."""

import ssl

import aiohttp
import httpx
import jwt
import paramiko
import requests

PUBLIC = "key.pem"


def connect(url, bundle):
    # ruleid: python-tls-verification-off
    first = requests.get(url, verify=False, timeout=5)
    # ruleid: python-tls-verification-off
    second = httpx.Client(verify=False)
    session = requests.Session()
    # ruleid: python-tls-verification-off
    session.verify = False
    # ok: python-tls-verification-off
    third = requests.get(url, verify=bundle, timeout=5)
    # ok: python-tls-verification-off
    return first, second, third, httpx.Client()


def contexts():
    # ruleid: python-tls-verification-off
    first = ssl._create_unverified_context()
    second = ssl.create_default_context()
    # ruleid: python-tls-verification-off
    second.check_hostname = False
    # ruleid: python-tls-verification-off
    second.verify_mode = ssl.CERT_NONE
    # ok: python-tls-verification-off
    second.verify_mode = ssl.CERT_REQUIRED
    # ruleid: python-weak-crypto-protocol
    third = ssl.SSLContext(ssl.PROTOCOL_TLSv1)
    # ruleid: python-weak-crypto-protocol
    fourth = ssl.SSLContext(ssl.PROTOCOL_SSLv3)
    # ok: python-weak-crypto-protocol
    fifth = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # ok: python-weak-crypto-protocol
    return first, second, third, fourth, fifth, ssl.SSLContext(ssl.PROTOCOL_TLSv1_2)


async def fetch(session, url):
    # ruleid: python-tls-verification-off
    connector = aiohttp.TCPConnector(ssl=False)
    # ok: python-tls-verification-off
    return connector, await session.get(url, ssl=ssl.create_default_context())


def remote():
    client = paramiko.SSHClient()
    # ruleid: python-tls-verification-off
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    # ok: python-tls-verification-off
    client.set_missing_host_key_policy(paramiko.RejectPolicy())


def claims(token):
    # ruleid: python-jwt-not-verified
    first = jwt.decode(token, options={"verify_signature": False})
    # ruleid: python-jwt-not-verified
    second = jwt.decode(token, PUBLIC, verify=False)
    # ruleid: python-jwt-not-verified
    third = jwt.decode(token, PUBLIC, algorithms=["HS256", "none"])
    # ok: python-jwt-not-verified
    fourth = jwt.decode(token, PUBLIC, algorithms=["RS256"])
    # ok: python-jwt-not-verified
    fifth = jwt.decode(token, PUBLIC, algorithms=["RS256"], options={"verify_aud": False})
    return first, second, third, fourth, fifth


def by_issuer(token):
    # ok: python-jwt-not-verified
    kid = jwt.decode(token, options={"verify_signature": False})["kid"]
    key = keys[kid]
    return jwt.decode(token, key, algorithms=["ES256"])


def trusting(token):
    # ruleid: python-jwt-not-verified
    claims = jwt.decode(token, options={"verify_signature": False})
    return claims["role"]


def measure(url):
    # ruleid: python-tls-verification-off
    first = tornado.httpclient.HTTPRequest(url, validate_cert=False)
    # ok: python-tls-verification-off
    return first, tornado.httpclient.HTTPRequest(url, validate_cert=True)


class Contact:
    def __init__(self):
        # ok: python-tls-verification-off
        self.check_hostname = False


def asked_for(context, cert_reqs, verify_mode):
    if cert_reqs == ssl.CERT_REQUIRED:
        context.check_hostname = True
    else:
        # ok: python-tls-verification-off
        context.check_hostname = False
        context.verify_mode = cert_reqs


def insecure_option(options):
    context = ssl.create_default_context()
    if options.insecure:
        # ok: python-tls-verification-off
        context.check_hostname = False
        # ok: python-tls-verification-off
        context.verify_mode = ssl.CERT_NONE
    return context


def retried(context, attempts):
    if attempts > 1:
        # ruleid: python-tls-verification-off
        context.check_hostname = False
    return context


def pooled(context, assert_fingerprint, verified):
    if (
        assert_fingerprint
        or context.own
    ):
        # ok: python-tls-verification-off
        context.check_hostname = False
    if verified:
        loaded = context
    else:
        # ok: python-tls-verification-off
        context.verify_mode = ssl.CERT_NONE
    return context
