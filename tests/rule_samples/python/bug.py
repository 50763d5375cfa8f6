"""Slips of every day."""

import asyncio
import threading


# The default is shared.
def add(item, items=[]):
    # ruleid: python-bug-mutable-default
    items.append(item)
    return items


def count(word, seen={}):
    # ruleid: python-bug-mutable-default
    seen[word] = seen.get(word, 0) + 1
    return seen


def total(items=[]):
    # ok: python-bug-mutable-default
    return sum(items)


def fresh(item, items=None):
    items = items or []
    # ok: python-bug-mutable-default
    items.append(item)
    return items


def first_line(path):
    # ruleid: python-bug-file-not-closed
    file = open(path)
    return file.readline()


def save(path, text):
    # ruleid: python-bug-file-not-closed
    out = open(path, "w")
    out.write(text)


def closed(path):
    # ok: python-bug-file-not-closed
    file = open(path)
    text = file.read()
    file.close()
    return text


def handed_on(path):
    # ok: python-bug-file-not-closed
    file = open(path)
    return file


async def notify(user):
    return user


async def order(user):
    # ruleid: python-bug-not-awaited
    notify(user)
    # ruleid: python-bug-not-awaited
    asyncio.sleep(1)
    # ok: python-bug-not-awaited
    await notify(user)
    # ok: python-bug-not-awaited
    task = asyncio.create_task(notify(user))
    # ok: python-bug-not-awaited
    await asyncio.wait_for(asyncio.sleep(1), 2)
    return task


def quiet(store):
    try:
        store.save()
    # ruleid: python-bug-swallowed-error
    except Exception:
        pass
    try:
        store.save()
    # ruleid: python-bug-swallowed-error
    except:
        pass
    # ok: python-bug-swallowed-error
    try:
        store.remove()
    except FileNotFoundError:
        pass
    # ok: python-bug-swallowed-error
    try:
        store.save()
    except Exception:
        store.log()


def compare(state, number):
    # ruleid: python-bug-is-literal
    if state is "open":
        return 1
    # ruleid: python-bug-is-literal
    if number is not 0:
        return 2
    # ok: python-bug-is-literal
    if state is None:
        return 3
    # ok: python-bug-is-literal
    return state == "open"


def callbacks(names, table):
    calls = []
    for name in names:
        # ruleid: python-bug-loop-variable
        calls.append(lambda: print(name))
        # ruleid: python-bug-loop-variable
        threading.Thread(target=lambda: print(name)).start()
        # ok: python-bug-loop-variable
        calls.append(lambda name=name: print(name))
        # ok: python-bug-loop-variable
        table[name] = lambda: print(table)
    return calls


def check(value):
    # ruleid: python-bug-assert-tuple
    assert (value > 0, "must be positive")
    # ruleid: python-bug-assert-tuple
    if (value, 1):
        return 1
    # ok: python-bug-assert-tuple
    assert value > 0, "must be positive"
    # ok: python-bug-assert-tuple
    assert (value, 1) == (2, 1)


def dropped(store):
    try:
        store.save()
    finally:
        # ruleid: python-bug-return-in-finally
        return None


def dropped_again(store):
    try:
        store.save()
    except ValueError:
        # ok: python-bug-return-in-finally
        return 1
    finally:
        store.close()
        # ruleid: python-bug-return-in-finally
        return 2


def kept(store):
    try:
        # ok: python-bug-return-in-finally
        return store.save()
    finally:
        store.close()


class Base:
    def area(self):
        # ruleid: python-bug-raise-not-implemented
        raise NotImplemented

    def size(self):
        # ruleid: python-bug-raise-not-implemented
        raise NotImplemented("size")

    def weight(self):
        # ok: python-bug-raise-not-implemented
        raise NotImplementedError

    def __eq__(self, other):
        # ok: python-bug-raise-not-implemented
        return NotImplemented


def clean(items, table):
    for item in items:
        if not item:
            # ruleid: python-bug-changed-while-read
            items.remove(item)
    for key in table:
        # ruleid: python-bug-changed-while-read
        del table[key]
    for item in list(items):
        # ok: python-bug-changed-while-read
        items.remove(item)
    for item in items:
        if item == 3:
            # ok: python-bug-changed-while-read
            items.remove(item)
            break


def as_number(text):
    # ok: python-bug-swallowed-error
    try:
        text = loads(text)
    except Exception:
        # Keep the text where it is no number.
        pass
    return text


def as_number_silently(text):
    try:
        text = loads(text)
    # ruleid: python-bug-swallowed-error
    except Exception:  # noqa: BLE001
        pass
    return text


def moved(old, new):
    # ruleid: python-bug-same-operands
    if old.place == old.place:
        return None
    # ruleid: python-bug-same-operands
    if new["x"] and new["x"]:
        return new
    # ok: python-bug-same-operands
    if old.place == new.place and old["x"] == new["x"]:
        return old
    # ok: python-bug-same-operands
    if new.width != new.width:
        return "not a number"
    # ok: python-bug-same-operands
    assert new.place == new.place


async def rows(table):
    async for row in table:
        yield row


@app.task
async def report(user):
    await notify(user)


class Feed:
    async def lines(self):
        async with self.source as source:
            yield source

    async def stop(self):
        await self.source.close()

    def start(self, user):
        # ok: python-bug-not-awaited
        self.lines()
        # ruleid: python-bug-not-awaited
        self.stop()
        return user


async def feed(table, user, respond):
    # ok: python-bug-not-awaited
    body: AsyncIterator[bytes] = rows(table)
    # ok: python-bug-not-awaited
    rows(table)
    # ok: python-bug-not-awaited
    report(user)
    # ok: python-bug-not-awaited
    respond(rows(table))
    return body
