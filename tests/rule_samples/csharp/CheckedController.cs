using System;
using System.Collections.Generic;
using System.Data.SqlClient;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Shop.Controllers
{
    [ApiController]
    [Route("api/[controller]")]
    public class CheckedController : ControllerBase
    {
        private readonly ShopContext _context;
        private readonly IDbConnection _connection;
        private readonly string _root = "/srv/files";

        public User FindOk(string name)
        {
            // ok: csharp-sql-injection
            var command = new SqlCommand("SELECT * FROM Users WHERE Name = @name", connection);
            command.Parameters.AddWithValue("@name", name);
            // ok: csharp-sql-injection
            var rows = _connection.Query<Order>("SELECT * FROM Orders WHERE Id = @id", new { id = name });
            // ok: csharp-sql-injection
            var list = _context.Products.FromSqlInterpolated($"SELECT * FROM P WHERE N = {name}").ToList();
            _context.Database.ExecuteSqlInterpolated($"DELETE FROM P WHERE N = {name}");
            _context.Database.ExecuteSqlRaw("DELETE FROM P WHERE N = {0}", name);
            // ok: csharp-sql-injection
            var l = _context.Products.FromSql($"SELECT * FROM P WHERE N = {name}");
            return null;
        }

        private const string Table = "Orders";

        public void FindOk2(int id, Guid key, string sort)
        {
            // ok: csharp-sql-injection
            var c = new SqlCommand("SELECT * FROM " + Table + " WHERE Id = " + id, connection);
            var column = sort == "date" ? "CreatedAt" : "Name";
            // ok: csharp-sql-injection
            _connection.Query<Order>($"SELECT * FROM Orders ORDER BY {column}");
            // ok: csharp-sql-injection
            _connection.Query<Order>($"SELECT * FROM Orders WHERE K = '{key}'");
        }

        private static readonly HashSet<string> Allowed = new HashSet<string> { "name", "date" };

        public IActionResult FindOk3([FromQuery] string sort)
        {
            if (!Allowed.Contains(sort))
            {
                return BadRequest();
            }
            // ok: csharp-sql-injection
            _connection.Query<Order>("SELECT * FROM Orders ORDER BY " + sort);
            return Ok();
        }

        public void RunOk(string host)
        {
            var info = new ProcessStartInfo("ping") { UseShellExecute = false };
            info.ArgumentList.Add("-c");
            info.ArgumentList.Add(host);
            // ok: csharp-shell-injection
            Process.Start(info);
            // ok: csharp-shell-injection
            Process.Start("git", "--version");
        }

        public IActionResult PathOk(string name)
        {
            var safe = Path.GetFileName(name);
            // ok: csharp-path-traversal
            return PhysicalFile(Path.Combine(_root, safe), "application/pdf");
        }

        public IActionResult PathOk2(string name)
        {
            var full = Path.GetFullPath(Path.Combine(_root, name));
            if (!full.StartsWith(_root + Path.DirectorySeparatorChar))
            {
                return BadRequest();
            }
            // ok: csharp-path-traversal
            return PhysicalFile(full, "application/pdf");
        }

        public IActionResult PathOk3(int id)
        {
            // ok: csharp-path-traversal
            return PhysicalFile(Path.Combine(_root, id + ".pdf"), "application/pdf");
        }

        public void ExtractOk(string archive, string folder)
        {
            using var zip = ZipFile.OpenRead(archive);
            foreach (var entry in zip.Entries)
            {
                // ok: csharp-zip-slip
                var dest = Path.GetFullPath(Path.Combine(folder, entry.FullName));
                if (!dest.StartsWith(folder, StringComparison.Ordinal))
                {
                    throw new IOException();
                }
                entry.ExtractToFile(dest);
            }
            ZipFile.ExtractToDirectory(archive, folder);
        }

        public async Task<IActionResult> FetchOk(string url, string id)
        {
            var uri = new Uri(url);
            if (uri.Host != "api.example.com")
            {
                return BadRequest();
            }
            // ok: csharp-ssrf
            await _client.GetStringAsync(uri);
            // ok: csharp-ssrf
            await _client.GetStringAsync("https://api.example.com/items/" + Uri.EscapeDataString(id));
            return Ok();
        }

        public IActionResult LoginOk(string returnUrl)
        {
            if (Url.IsLocalUrl(returnUrl))
            {
                // ok: csharp-open-redirect
                return Redirect(returnUrl);
            }
            // ok: csharp-open-redirect
            return LocalRedirect(returnUrl);
        }

        public IActionResult HelloOk(string name, int n)
        {
            if (n > 3)
                // ok: csharp-xss
                return Content("<h1>" + HtmlEncoder.Default.Encode(name) + "</h1>", "text/html");
            if (n > 2)
                // ok: csharp-xss
                return Content("<h1>" + WebUtility.HtmlEncode(name) + "</h1>", "text/html");
            if (n > 1)
                // ok: csharp-xss
                return Content("<b>" + n + "</b>", "text/html");
            // ok: csharp-xss
            return Content("hello " + name);
        }

        public bool ReOk(string text)
        {
            // ok: csharp-regex-dos-request
            return Regex.IsMatch(text, Regex.Escape(Request.Query["q"])) || Regex.IsMatch(text, @"^[a-z]+$")
                // ok: csharp-regex-dos-request
                || Regex.IsMatch(text, Request.Query["pattern"], RegexOptions.None, TimeSpan.FromSeconds(1));
        }
    }
}
