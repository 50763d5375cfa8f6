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
    public class ProductsController : ControllerBase
    {
        private readonly ShopContext _context;
        private readonly IDbConnection _connection;
        private readonly string _root = "/srv/files";

        [HttpGet("search")]
        public async Task<IActionResult> Search(string term)
        {
            var sql = $"SELECT * FROM Products WHERE Name LIKE '%{term}%'";
            // ruleid: csharp-sql-injection
            var rows = await _connection.QueryAsync<Product>(sql);
            return Ok(rows);
        }

        [HttpGet]
        public IActionResult List([FromQuery] string sort)
        {
            // ruleid: csharp-sql-injection
            var list = _context.Products.FromSqlRaw("SELECT * FROM Products ORDER BY " + sort).ToList();
            return Ok(list);
        }

        [HttpPost]
        public IActionResult Delete(string id)
        {
            // ruleid: csharp-sql-injection
            _context.Database.ExecuteSqlRaw($"DELETE FROM Products WHERE Id = {id}");
            return NoContent();
        }

        public User Find(string name)
        {
            using (var connection = new SqlConnection(_cs))
            {
                // ruleid: csharp-sql-injection
                var command = new SqlCommand("SELECT * FROM Users WHERE Name = '" + name + "'", connection);
                using var reader = command.ExecuteReader();
                return Read(reader);
            }
        }

        public int Count(string table)
        {
            var cmd = _connection.CreateCommand();
            // ruleid: csharp-sql-injection
            cmd.CommandText = string.Format("SELECT COUNT(*) FROM Orders WHERE City = '{0}'", Request.Query["city"]);
            return (int)cmd.ExecuteScalar();
        }

        public IEnumerable<Order> Filter(OrderFilter filter)
        {
            var query = new StringBuilder("SELECT * FROM Orders WHERE 1 = 1");
            if (!string.IsNullOrEmpty(filter.Customer))
            {
                query.Append(" AND Customer = '" + filter.Customer + "'");
            }
            // ruleid: csharp-sql-injection
            return _connection.Query<Order>(query.ToString());
        }

        public void Adapter(string city)
        {
            // ruleid: csharp-sql-injection
            var adapter = new SqlDataAdapter("SELECT * FROM T WHERE City='" + city + "'", _cs);
            var table = new DataTable();
            adapter.Fill(table);
        }

        public void Mongo(string name)
        {
            var filter = "{ name: '" + name + "' }";
            // ruleid: csharp-nosql-injection
            var doc = BsonDocument.Parse(filter);
            _users.Find(doc).ToList();
        }

        public void MongoWhere(string name)
        {
            // ruleid: csharp-nosql-injection
            var f = new BsonDocument("$where", $"this.name == '{name}'");
            _users.Find(f).ToList();
        }

        [HttpGet("ping")]
        public IActionResult Ping(string host)
        {
            // ruleid: csharp-shell-injection
            var process = Process.Start("cmd.exe", "/c ping " + host);
            return Ok();
        }

        [HttpPost("convert")]
        public IActionResult Convert([FromForm] string file)
        {
            var info = new ProcessStartInfo
            {
                FileName = "/bin/bash",
                // ruleid: csharp-shell-injection
                Arguments = $"-c \"convert {file} out.png\"",
                UseShellExecute = false,
            };
            Process.Start(info);
            return Ok();
        }

        public void Run(string tool)
        {
            var p = new Process();
            // ruleid: csharp-shell-injection
            p.StartInfo.FileName = Request.Form["tool"];
            p.StartInfo.Arguments = "-v";
            p.Start();
        }

        [HttpGet("download")]
        public IActionResult Download(string name)
        {
            var path = Path.Combine(_root, name);
            // ruleid: csharp-path-traversal
            return PhysicalFile(path, "application/octet-stream");
        }

        [HttpGet("read")]
        public string ReadText([FromQuery] string file)
        {
            // ruleid: csharp-path-traversal
            return System.IO.File.ReadAllText(_root + "/" + file);
        }

        [HttpPost("upload")]
        public async Task<IActionResult> Upload(IFormFile file)
        {
            var target = Path.Combine(_env.WebRootPath, "uploads", file.FileName);
            // ruleid: csharp-path-traversal
            using var stream = new FileStream(target, FileMode.Create);
            await file.CopyToAsync(stream);
            return Ok();
        }

        public void Extract(string archive, string folder)
        {
            using var zip = ZipFile.OpenRead(archive);
            foreach (var entry in zip.Entries)
            {
                // ruleid: csharp-zip-slip
                entry.ExtractToFile(Path.Combine(folder, entry.FullName), true);
            }
        }

        public void Extract2(ZipArchive archive, string folder)
        {
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                var dest = folder + "/" + entry.FullName;
                // ruleid: csharp-zip-slip
                using (var output = File.Create(dest))
                using (var input = entry.Open())
                {
                    input.CopyTo(output);
                }
            }
        }
    }
}
