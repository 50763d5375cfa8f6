using System;
using System.Collections.Generic;
using System.Data.SqlClient;
using System.Diagnostics;
using System.IO;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();

app.MapGet("/users/{name}", async (string name, NpgsqlConnection db) =>
{
    // ruleid: csharp-sql-injection
    var users = await db.QueryAsync<User>($"SELECT * FROM users WHERE name = '{name}'");
    return Results.Ok(users);
});

// ruleid: csharp-path-traversal
app.MapGet("/file", (string path) => Results.File(Path.Combine("/srv/files", path)));

app.MapGet("/read", async (HttpContext ctx) =>
{
    var name = ctx.Request.Query["name"].ToString();
    // ruleid: csharp-path-traversal
    var text = await File.ReadAllTextAsync("/srv/pages/" + name);
    // ruleid: csharp-xss
    await ctx.Response.WriteAsync("<pre>" + ctx.Request.Query["title"] + "</pre>");
});

// ruleid: csharp-open-redirect
app.MapGet("/go", (string url) => Results.Redirect(url));

app.MapPost("/proxy", async (HttpRequest request, HttpClient client) =>
{
    var target = request.Form["target"];
    // ruleid: csharp-ssrf
    var response = await client.GetAsync(target);
    return Results.Text(await response.Content.ReadAsStringAsync());
});

// ruleid: csharp-xss
app.MapGet("/hello", (string name) => Results.Content($"<h1>Hello {name}</h1>", "text/html"));

app.MapPost("/run", (string cmd) =>
{
    // ruleid: csharp-shell-injection
    var info = new ProcessStartInfo("/bin/sh", $"-c \"{cmd}\"");
    using var p = Process.Start(info);
    return Results.Ok();
});

app.MapGet("/ok/{id:int}", async (int id, NpgsqlConnection db) =>
{
    var users = await db.QueryAsync<User>($"SELECT * FROM users WHERE id = {id}");
    return Results.Ok(users);
});

app.MapGet("/ok2", (string path) => Results.File(Path.Combine("/srv/files", Path.GetFileName(path))));

app.Run();
