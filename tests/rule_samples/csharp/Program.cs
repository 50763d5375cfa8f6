var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/ping", (string host) =>
{
    // ruleid: csharp-shell-injection
    Process.Start("/bin/sh", "-c \"ping " + host + "\"");
    return Results.Ok();
});
app.MapGet("/user", async (string name, NpgsqlConnection db) =>
{
    // ruleid: csharp-sql-injection
    return await db.QueryAsync<User>($"SELECT * FROM users WHERE name = '{name}'");
});
app.MapGet("/id/{id}", async (int id, NpgsqlConnection db) =>
{
    // ok: csharp-sql-injection
    return await db.QueryAsync<User>($"SELECT * FROM users WHERE id = {id}");
});
// ruleid: csharp-open-redirect
app.MapGet("/go", (string to) => Results.Redirect(to));
// ok: csharp-open-redirect
app.MapGet("/home", () => Results.Redirect("/index"));
app.Run();
