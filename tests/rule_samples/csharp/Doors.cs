using System;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using MassTransit;
using Microsoft.AspNetCore.Mvc;

namespace Acme.Doors;

public class Inbox : IConsumer<Bill>
{
    private readonly IDbConnection _connection;
    private readonly ILogger<Inbox> _logger;

    public async Task Consume(ConsumeContext<Bill> context)
    {
        // ruleid: csharp-sql-injection
        await _connection.ExecuteAsync("UPDATE bills SET paid = 1 WHERE code = '" + context.Message.Code + "'");
    }

    public async Task<Reply> Rename(RenameCall call, ServerCallContext context)
    {
        // ruleid: csharp-sql-injection
        await _connection.ExecuteAsync($"UPDATE users SET name = '{call.Name}'");
        // ok: csharp-sql-injection
        await _connection.ExecuteAsync("UPDATE users SET name = @name", new { name = call.Name });
        return new Reply();
    }

    public async Task Line(WebSocket socket)
    {
        var bytes = new byte[100];
        var got = await socket.ReceiveAsync(bytes, CancellationToken.None);
        // ruleid: csharp-shell-injection
        Process.Start("/usr/bin/tool", "show " + Encoding.UTF8.GetString(bytes, 0, got.Count));
        // ok: csharp-shell-injection
        Process.Start("/usr/bin/tool", "show " + int.Parse(Encoding.UTF8.GetString(bytes, 0, got.Count)));
    }

    public IActionResult Found([FromQuery] Wanted query)
    {
        var sql = new StringBuilder("SELECT id FROM bills WHERE true");
        if (query.Name is { Length: > 0 } name)
        {
            sql.AppendFormat(" AND name = '{0}'", name);
        }
        // ruleid: csharp-sql-injection
        return Ok(_connection.Query(sql.ToString()));
    }

    public IActionResult SignIn([FromBody] LoginForm form)
    {
        // ruleid: csharp-log-of-secret-object
        _logger.LogInformation("Sign in of {@Form}", form);
        // ruleid: csharp-log-of-secret-object
        _logger.LogDebug("Sign in: {Form}", JsonSerializer.Serialize(form));
        // ok: csharp-log-of-secret-object
        _logger.LogInformation("Sign in of {Name}", form.Name);
        return Ok();
    }

    public IActionResult Bought([FromBody] Order order)
    {
        // ok: csharp-log-of-secret-object
        _logger.LogInformation("Bought: {@Order}", order);
        return Ok();
    }

    public ContentResult Page(int id)
    {
        var note = _notes.Find(id);
        // ruleid: csharp-xss-stored
        return Content($"<html><h1>{note.Title}</h1></html>", "text/html");
    }

    public ContentResult Line(int id)
    {
        var note = _notes.Find(id);
        // ruleid: csharp-xss-stored
        return Content("<p>" + note.Text + "</p>", "text/html");
    }

    public ContentResult Encoded(int id)
    {
        var note = _notes.Find(id);
        // ok: csharp-xss-stored
        return Content($"<html><h1>{HtmlEncoder.Default.Encode(note.Title)}</h1></html>", "text/html");
    }

    public ContentResult Count(int id)
    {
        var note = _notes.Find(id);
        // ok: csharp-xss-stored
        return Content($"<html><h1>{note.Count}</h1></html>", "text/html");
    }

    public void Unpack(ZipArchive archive, string folder)
    {
        foreach (var entry in archive.Entries)
        {
            var path = Path.Combine(folder, entry.FullName);
            // ruleid: csharp-zip-slip
            using var output = File.OpenWrite(path);
            entry.Open().CopyTo(output);
        }
    }

    public int First(string path)
    {
        var file = new FileStream(path, FileMode.Open);
        if (file.Length == 0)
        {
            // ruleid: csharp-bug-left-open-on-return
            return -1;
        }
        var first = file.ReadByte();
        file.Dispose();
        return first;
    }

    public string Second(string path)
    {
        var reader = File.OpenText(path);
        if (reader.EndOfStream)
            // ruleid: csharp-bug-left-open-on-return
            return "";
        var line = reader.ReadLine();
        reader.Close();
        return line;
    }

    public int Third(string path)
    {
        var file = new FileStream(path, FileMode.Open);
        if (file.Length == 0)
        {
            file.Dispose();
            // ok: csharp-bug-left-open-on-return
            return -1;
        }
        var first = file.ReadByte();
        file.Dispose();
        return first;
    }

    public int Fourth(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        if (file.Length == 0)
            // ok: csharp-bug-left-open-on-return
            return -1;
        return file.ReadByte();
    }

    public bool SameNumber(object a, object b)
    {
        // ok: csharp-bug-references-compared
        return (int)a == (int)b;
    }
}
