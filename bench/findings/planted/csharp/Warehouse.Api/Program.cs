using System.Diagnostics;
using System.IO.Compression;
using System.Net.Security;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using MongoDB.Bson;
using MongoDB.Driver;
using Npgsql;
using RazorEngineCore;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddCors(options =>
{
    options.AddPolicy("partners", policy => policy
        .SetIsOriginAllowed(_ => true)
        .AllowAnyHeader()
        .AllowCredentials());
    options.AddPolicy("open-data", policy => policy.AllowAnyOrigin().WithMethods("GET"));
    options.AddPolicy("console", policy => policy.WithOrigins("https://console.example.com").AllowCredentials());
});

builder.Services.AddHttpClient("scale", c => c.BaseAddress = new Uri("https://scale.plant.example"))
    .ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
    });

builder.Services.AddHttpClient("rates", c => c.BaseAddress = new Uri("https://rates.example.com"))
    .ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
    });

builder.Services.AddSingleton(new MongoClient(builder.Configuration["Mongo"]).GetDatabase("warehouse"));
builder.Services.AddSingleton(NpgsqlDataSource.Create(builder.Configuration["Postgres"]!));

var app = builder.Build();
app.UseCors("partners");

app.MapGet("/stock", async (HttpRequest request, NpgsqlDataSource source) =>
{
    var bay = request.Query["bay"].ToString();
    var filter = "";
    if (bay.Length > 0)
    {
        filter = string.Format(" WHERE bay = '{0}'", bay.Trim());
    }

    await using var command = source.CreateCommand("SELECT sku, qty FROM stock" + filter);
    await using var reader = await command.ExecuteReaderAsync();
    var rows = new List<object>();
    while (await reader.ReadAsync())
    {
        rows.Add(new { Sku = reader.GetString(0), Quantity = reader.GetInt32(1) });
    }

    return Results.Ok(rows);
});

app.MapGet("/stock/{sku}", async (string sku, NpgsqlDataSource source) =>
{
    await using var command = source.CreateCommand("SELECT qty FROM stock WHERE sku = $1");
    command.Parameters.AddWithValue(sku);
    return Results.Ok(await command.ExecuteScalarAsync());
});

app.MapGet("/items", async (string colour, IMongoDatabase db) =>
{
    var items = db.GetCollection<BsonDocument>("items");
    var found = await items.Find("{ colour: '" + colour + "', hidden: false }").ToListAsync();
    return Results.Json(found.Select(x => x["name"].AsString));
});

app.MapGet("/items/by-maker", async (string maker, IMongoDatabase db) =>
{
    var items = db.GetCollection<BsonDocument>("items");
    var found = await items.Find(Builders<BsonDocument>.Filter.Eq("maker", maker)).ToListAsync();
    return Results.Json(found.Select(x => x["name"].AsString));
});

app.MapPost("/price", async (HttpContext context) =>
{
    using var body = await JsonDocument.ParseAsync(context.Request.Body);
    var formula = body.RootElement.GetProperty("formula").GetString();
    var price = await CSharpScript.EvaluateAsync<decimal>(formula);
    return Results.Ok(price);
});

app.MapPost("/price/preset", async (HttpContext context) =>
{
    var preset = context.Request.Query["preset"] == "bulk" ? "100 * 0.8m" : "100 * 1.0m";
    return Results.Ok(await CSharpScript.EvaluateAsync<decimal>(preset));
});

app.MapPost("/labels/render", async (HttpContext context) =>
{
    using var reader = new StreamReader(context.Request.Body);
    var source = await reader.ReadToEndAsync();
    var template = await new RazorEngine().CompileAsync(source);
    return Results.Text(await template.RunAsync(new { Site = "North" }));
});

app.MapPost("/labels/standard", async (HttpContext context) =>
{
    using var reader = new StreamReader(context.Request.Body);
    var title = await reader.ReadToEndAsync();
    var template = await new RazorEngine().CompileAsync("Label: @Model.Title");
    return Results.Text(await template.RunAsync(new { Title = title }));
});

app.MapPost("/import", async (IFormFile archive) =>
{
    var root = Path.GetFullPath("/srv/warehouse/import");
    using var zip = new ZipArchive(archive.OpenReadStream());
    foreach (var entry in zip.Entries)
    {
        if (entry.Name.Length == 0) continue;
        var target = Path.Combine(root, entry.FullName);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        entry.ExtractToFile(target, overwrite: true);
    }

    await Task.CompletedTask;
    return Results.Accepted();
});

app.MapPost("/import/resync", (IFormFile archive) =>
{
    var root = Path.GetFullPath("/srv/warehouse/import") + Path.DirectorySeparatorChar;
    using var zip = new ZipArchive(archive.OpenReadStream());
    foreach (var entry in zip.Entries.Where(e => e.Name != ""))
    {
        var target = Path.GetFullPath(Path.Combine(root, entry.FullName));
        if (!target.StartsWith(root, StringComparison.Ordinal)) return Results.BadRequest();
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        entry.ExtractToFile(target, true);
    }

    return Results.Accepted();
});

app.MapPost("/print", (string printer, int copies) =>
{
    Process.Start("/bin/sh", $"-c \"lp -d {printer} -n {copies} /srv/warehouse/label.pdf\"");
    return Results.NoContent();
});

app.MapPost("/print/list", (string printer, int copies) =>
{
    var info = new ProcessStartInfo("lp") { UseShellExecute = false };
    info.ArgumentList.Add("-d");
    info.ArgumentList.Add(printer);
    info.ArgumentList.Add("-n");
    info.ArgumentList.Add(copies.ToString());
    info.ArgumentList.Add("/srv/warehouse/label.pdf");
    Process.Start(info);
    return Results.NoContent();
});

app.Run();
