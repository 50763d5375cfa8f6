"""Values that no honest client sends, and where to send them: the fields, parameters and keys that the code reads."""

from __future__ import annotations

METHODS = b"GET GET GET POST POST HEAD OPTIONS DELETE PUT PATCH TRACE CONNECT".split()

FIELDS = """
Accept Accept-Charset Accept-Encoding Accept-Language Access-Control-Request-Headers Access-Control-Request-Method
Authorization Cache-Control Connection Content-Encoding Content-Length Content-Type Cookie Date Expect Forwarded Host
Idempotency-Key If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Last-Event-ID Max-Forwards Origin
Pragma Range Referer Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site SCRIPT_NAME TE Trailer Transfer-Encoding Upgrade
User-Agent Via X-CSRFToken X-Forwarded-For X-Forwarded-Host X-Forwarded-Prefix X-Forwarded-Proto X-HTTP-Method-Override
X-Real-Ip X-Requested-With
""".split()  # noqa: SIM905 – one name a line would be a page

PARAMETERS = """
access_token after channel compress csrf_token flag format last_event_id lastEventId level limit named next page
password path q ref scan_id status stream token url username wait
""".split()  # noqa: SIM905

KEYS = "access_token channel channels data line password path ref rule stream token type url username".split()  # noqa: SIM905

HOSTILE = [
    *(b"", b" ", b"[", b"]", b"%", b"%00", b"%0a", b"%ff", b"\xff", b"\xed\xa0\x80", b"\xe9", b"\x00", b"\x01"),
    *(b"\x7f", b"\xf0\x9f\x92\xa9", b"$\xe2\x80\xae", b"\\", b"'", b'"', b"<", b",", b";", b"=", b"=?", b"*", b"{}"),
    *(b"[]", b"null", b"-1", b"0", b"9" * 400, b"1e400", b"NaN", b"x" * 64, b"x" * 4000, b"scan.*", b"SELECT"),
    *(b"//[", b"http://[", b"http://[::1", b"http://a:99999", b"file://[/x", b"//a..b", b"a..b", b"https://xn--a.b"),
    *(b"../../etc/passwd", b"..%2f..", b"a/b;q=1," * 500, b"*/*;q=nan", b"text/event-stream", b"a=b;" * 150),
    *(b"bytes=0-,-", b"bytes=9-1", b"bytes=" + b"9" * 99, b'W/"', b'"\xff"', b"Thu, 99 Foo 99999 99:99:99 GMT"),
    *(b"Bearer", b"Bearer \xff", b"Basic \xff", b"Bearer a.b.c", b"Bearer eyJhbGciOiJub25lIn0.e30.", b"for=["),
    *(b'for="[::1";proto=x', b"chunked", b"gzip, chunked", b"chunked,chunked", b"100-continue", b"200-x"),
    *(b"multipart/form-data", b"multipart/form-data; boundary=" + b"x" * 300, b"application/json; charset=x"),
    *(b"a/b; c*=x''%", b"application/x-www-form-urlencoded; charset=\xff"),
    b"tailrace_session=.eJw; tailrace_session=\xff",
]

BODIES = [
    *(b"", b"{", b"[" * 5000, b"{}", b"[]", b"null", b"1e400", b"9" * 5000, b'"\\ud800"', b"\xff", b"\xef\xbb\xbf{}"),
    *(b"a=%ff&b", b"\xfe\xff\x00{\x00}", b"--x\r\n"),
    b"--x\r\nContent-Disposition: form-data; name=file; filename=\xff\r\n\r\nx\r\n--x--",
]

TYPES = [
    *(b"application/json", b"application/x-ndjson", b"application/x-www-form-urlencoded", b"multipart/form-data"),
    *(b"multipart/form-data; boundary=x", b"multipart/form-data; boundary=\xff", b"application/json; charset=utf-7"),
]
