using Dapper;
using Microsoft.AspNetCore.Mvc;
using System.Data.SqlClient;
using System.Diagnostics;

namespace Acme.Orders;

[ApiController]
[Route("orders")]
public class OrdersController : ControllerBase
{
    private static readonly HashSet<string> Columns = new() { "id", "created" };
    private static readonly Dictionary<string, string> Sorts = new() { ["new"] = "created DESC" };
    private readonly AppDbContext _db;

    [HttpGet("search")]
    public async Task<IActionResult> Search([FromQuery] string name, int page)
    {
        using var connection = new SqlConnection(_dsn);
        // ruleid: csharp-sql-injection
        using var command = new SqlCommand("SELECT * FROM orders WHERE name = '" + name + "'", connection);
        // ok: csharp-sql-injection
        using var paged = new SqlCommand("SELECT * FROM orders OFFSET " + page, connection);
        // ok: csharp-sql-injection
        using var bound = new SqlCommand("SELECT * FROM orders WHERE name = @name", connection);
        bound.Parameters.AddWithValue("@name", name);
        // ruleid: csharp-sql-injection
        command.CommandText = $"DELETE FROM orders WHERE name = '{name}'";
        // ruleid: csharp-sql-injection
        var rows = await connection.QueryAsync<Order>($"SELECT * FROM orders WHERE name = '{name}'");
        // ok: csharp-sql-injection
        rows = await connection.QueryAsync<Order>("SELECT * FROM orders WHERE name = @name", new { name });
        // ruleid: csharp-sql-injection
        var found = _db.Orders.FromSqlRaw("SELECT * FROM orders WHERE name = '" + name + "'").ToList();
        // ok: csharp-sql-injection
        found = _db.Orders.FromSqlInterpolated($"SELECT * FROM orders WHERE name = {name}").ToList();
        // ok: csharp-sql-injection
        found = _db.Orders.FromSqlRaw("SELECT * FROM orders WHERE name = {0}", name).ToList();
        return Ok(rows);
    }

    [HttpGet("sorted")]
    public IActionResult Sorted(string column, string sort)
    {
        if (!Columns.Contains(column))
        {
            return BadRequest();
        }
        // ok: csharp-sql-injection
        var rows = connection.Query<Order>("SELECT * FROM orders ORDER BY " + column);
        // ok: csharp-sql-injection
        rows = connection.Query<Order>("SELECT * FROM orders ORDER BY " + Sorts[sort]);
        // ruleid: csharp-sql-injection
        rows = connection.Query<Order>(string.Format("SELECT * FROM orders ORDER BY {0}", sort));
        return Ok(rows);
    }

    private User ByEmail(string email)
    {
        var sql = "SELECT * FROM users WHERE email = '" + email + "'";
        // ruleid: csharp-sql-injection
        return connection.QueryFirstOrDefault<User>(sql);
    }

    private void Run(string sql)
    {
        // ok: csharp-sql-injection
        connection.Execute(sql);
    }

    [HttpGet("ping")]
    public IActionResult Ping(string host)
    {
        // ruleid: csharp-shell-injection
        Process.Start("cmd.exe", "/c ping " + host);
        // ruleid: csharp-shell-injection
        var info = new ProcessStartInfo { FileName = "/bin/bash", Arguments = $"-c \"ping {host}\"" };
        // ok: csharp-shell-injection
        var safe = new ProcessStartInfo("ping");
        safe.ArgumentList.Add(host);
        // ok: csharp-shell-injection
        Process.Start("uptime", "-p");
        return Ok();
    }

    private void Convert(string file)
    {
        // ruleid: csharp-shell-injection
        Process.Start("/bin/sh", $"-c 'convert {file} out.png'");
    }

    [HttpPost("eval")]
    public async Task<IActionResult> Eval([FromBody] string code, string type)
    {
        // ruleid: csharp-code-injection
        var result = await CSharpScript.EvaluateAsync(code);
        // ruleid: csharp-code-injection
        var made = Activator.CreateInstance(Type.GetType(type));
        // ok: csharp-code-injection
        var constant = await CSharpScript.EvaluateAsync("1 + 1");
        // ok: csharp-code-injection
        var known = Activator.CreateInstance(typeof(Order));
        return Ok(result);
    }

    [HttpGet("person")]
    public IActionResult Person(string uid, string name)
    {
        var searcher = new DirectorySearcher(root);
        // ruleid: csharp-ldap-injection
        searcher.Filter = $"(uid={uid})";
        // ruleid: csharp-ldap-injection
        var other = new DirectorySearcher(root, "(uid=" + uid + ")");
        // ok: csharp-ldap-injection
        searcher.Filter = "(objectClass=user)";
        // ok: csharp-ldap-injection
        searcher.Filter = $"(uid={Encoder.LdapFilterEncode(uid)})";
        // ruleid: csharp-xpath-injection
        var node = document.SelectSingleNode("//user[@name='" + name + "']");
        // ruleid: csharp-xpath-injection
        var nodes = document.SelectNodes($"//user[@id='{uid}']");
        // ok: csharp-xpath-injection
        nodes = document.SelectNodes("//user");
        // ok: csharp-xpath-injection
        node = document.SelectSingleNode("//user[1]");
        // ruleid: csharp-nosql-injection
        var filter = BsonDocument.Parse("{ name: '" + name + "' }");
        // ruleid: csharp-nosql-injection
        var query = new QueryDefinition($"SELECT * FROM c WHERE c.name = '{name}'");
        // ok: csharp-nosql-injection
        var safe = Builders<User>.Filter.Eq("name", name);
        // ok: csharp-nosql-injection
        var bound = new QueryDefinition("SELECT * FROM c WHERE c.name = @n").WithParameter("@n", name);
        return Ok(node);
    }
}
