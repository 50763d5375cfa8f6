"""Staff directory, notes and reports."""

import hashlib
import hmac
import json

import ldap
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from ldap.filter import escape_filter_chars

from .models import Employee, Note

BASE = "ou=people,dc=corp,dc=example"
LETTER = Template("Dear {{ name }},\nyour request of {{ day }} was granted.")


def directory():
    handle = ldap.initialize(settings.LDAP_URL)
    handle.simple_bind_s(settings.LDAP_USER, settings.LDAP_PASSWORD)
    return handle


@login_required
def people(request):
    room = request.GET.get("room", "")
    wanted = f"(&(objectClass=person)(roomNumber={room}))"
    found = directory().search_s(BASE, ldap.SCOPE_SUBTREE, wanted, ["cn", "mail"])
    return JsonResponse({"people": [attributes["cn"][0].decode() for _, attributes in found]})


@login_required
def person(request):
    uid = escape_filter_chars(request.GET.get("uid", ""))
    found = directory().search_s(BASE, ldap.SCOPE_SUBTREE, "(uid=%s)" % uid, ["cn"])
    return JsonResponse({"found": len(found)})


@login_required
@csrf_exempt
@require_POST
def change_room(request):
    Employee.objects.filter(user=request.user).update(room=request.POST["room"])
    return redirect("people")


@csrf_exempt
@require_POST
def badge_event(request):
    expected = hmac.new(settings.BADGE_KEY, request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        return HttpResponseForbidden()
    event = json.loads(request.body)
    Employee.objects.filter(badge=str(event["badge"])).update(present=event["direction"] == "in")
    return HttpResponse(status=204)


@login_required
def notes(request):
    author = request.GET.get("author", "")
    found = Note.objects.raw("SELECT * FROM notes_note WHERE author = '%s' ORDER BY id" % author)
    return render(request, "notes.html", {"notes": found})


@login_required
def recent(request):
    found = Note.objects.raw("SELECT * FROM notes_note WHERE author = %s ORDER BY id", [request.GET.get("author", "")])
    return render(request, "notes.html", {"notes": found})


@login_required
def headcount(request):
    table = Employee._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT room, COUNT(*) FROM {table} GROUP BY room")
        return JsonResponse(dict(cursor.fetchall()))


@login_required
def note(request, number):
    item = get_object_or_404(Note, pk=number)
    mark = request.GET.get("mark", "")
    body = mark_safe(item.html_cache + "<p class='mark'>" + mark + "</p>")
    return render(request, "note.html", {"body": body})


@login_required
def note_title(request, number):
    item = get_object_or_404(Note, pk=number)
    return HttpResponse(format_html("<h1>{}</h1><small>{}</small>", item.title, request.GET.get("mark", "")))


@login_required
def letter(request):
    kind = request.GET.get("text", "")
    greeting = Template("Dear {{ name }},\n" + kind)
    return HttpResponse(greeting.render(Context({"name": request.user.first_name})), content_type="text/plain")


@login_required
def grant(request):
    filled = LETTER.render(Context({"name": request.GET.get("name", ""), "day": request.GET.get("day", "")}))
    return HttpResponse(filled, content_type="text/plain")


@login_required
@require_POST
def dismiss(request):
    target = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=True):
        target = "/"
    return redirect(target)
