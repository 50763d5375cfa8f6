"""Keys, hashes and random values of a service."""

import hashlib
import os
import random
import secrets
import uuid

import jwt
from Crypto.Cipher import AES, DES
from Crypto.PublicKey import RSA
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Flask

app = Flask(__name__)
# ruleid: python-hard-coded-key
app.secret_key = "k3J9!sdf82hsdf0a"
# ruleid: python-hard-coded-key
app.config["SECRET_KEY"] = "8f42a73054b1749f8f58848be5e6502c"
# ruleid: python-hard-coded-key
DATABASE_PASSWORD = "Tr0ub4dor&3"
# ok: python-hard-coded-key
SECRET_KEY = os.environ["SECRET_KEY"]
# ok: python-hard-coded-key
API_KEY = "<your key 12345>"
# ok: python-hard-coded-key
PASSWORD_FIELD = "password_1"
# ok: python-hard-coded-key
JWT_SECRET = "changeme123"


def token_of(user):
    # ruleid: python-hard-coded-key
    first = jwt.encode({"user": user}, "sup3rs3cretk3y", algorithm="HS256")
    # ruleid: python-hard-coded-key
    box = Fernet(b"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")
    # ok: python-hard-coded-key
    second = jwt.encode({"user": user}, SECRET_KEY, algorithm="HS256")
    return first, box, second


def store(user, password, body):
    # ruleid: python-weak-crypto-hash
    user.hash = hashlib.md5(password.encode()).hexdigest()
    # ruleid: python-weak-crypto-hash
    user.hash = hashlib.sha256(password.encode()).hexdigest()
    # ok: python-weak-crypto-hash
    user.etag = hashlib.md5(body).hexdigest()
    # ok: python-weak-crypto-hash
    user.checksum = hashlib.sha1(body, usedforsecurity=False).hexdigest()


def sign(body):
    # ruleid: python-weak-crypto-hash
    return hashlib.sha1(body + SECRET_KEY.encode()).hexdigest()


def encrypt(key, text):
    # ruleid: python-weak-crypto-cipher
    first = DES.new(key, DES.MODE_CBC)
    # ruleid: python-weak-crypto-cipher
    second = AES.new(key, AES.MODE_ECB)
    # ruleid: python-weak-crypto-cipher
    third = Cipher(algorithms.AES(key), modes.ECB())
    # ok: python-weak-crypto-cipher
    # ok: python-weak-crypto-fixed-iv
    fourth = AES.new(key, AES.MODE_GCM, nonce=os.urandom(12))
    # ok: python-weak-crypto-cipher
    # ok: python-weak-crypto-fixed-iv
    fifth = Cipher(algorithms.AES(key), modes.GCM(os.urandom(12)))
    # ruleid: python-weak-crypto-fixed-iv
    sixth = AES.new(key, AES.MODE_CBC, b"\0" * 16)
    # ruleid: python-weak-crypto-fixed-iv
    seventh = Cipher(algorithms.AES(key), modes.CBC(b"0123456789abcdef"))
    return first, second, third, fourth, fifth, sixth, seventh


def pairs():
    # ruleid: python-weak-crypto-key-size
    first = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    # ruleid: python-weak-crypto-key-size
    second = RSA.generate(1024)
    # ok: python-weak-crypto-key-size
    third = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    # ok: python-weak-crypto-key-size
    return first, second, third, RSA.generate(2048)


def reset_token():
    # ruleid: python-weak-random
    return "".join(random.choice("abcdef0123456789") for _ in range(32))


def login(user, items):
    # ruleid: python-weak-random
    otp = random.randint(100000, 999999)
    # ruleid: python-weak-random
    user.session_key = str(random.getrandbits(128))
    # ok: python-weak-random
    user.token = secrets.token_urlsafe(32)
    # ok: python-weak-random
    delay = random.random() * 2
    # ok: python-weak-random
    shown = random.sample(items, 3)
    return otp, delay, shown, uuid.uuid4()


def ticket(account):
    # ruleid: python-weak-random-text
    code = "".join(random.choice(string.digits) for _ in range(6))
    # ruleid: python-weak-random-text, python-weak-random
    api_key = "".join(random.sample(LETTERS, 20))
    # ok: python-weak-random-text
    pin = "".join(secrets.choice(string.digits) for _ in range(6))
    # ok: python-weak-random-text
    suffix = "".join(random.choice(string.ascii_lowercase) for _ in range(6))
    return account, code, api_key, pin, suffix


PASSWORD_HASHERS = [
    # ruleid: python-weak-crypto-hasher
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
# ruleid: python-weak-crypto-hasher
crypt_context = CryptContext(schemes=["sha1_crypt"])
# ok: python-weak-crypto-hasher
new_context = CryptContext(schemes=["argon2", "md5_crypt"], deprecated="auto")


class Later:
    # ok: python-weak-crypto-hasher
    PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        # Old accounts move on when they log in.
        "django.contrib.auth.hashers.UnsaltedSHA1PasswordHasher",
    ]
