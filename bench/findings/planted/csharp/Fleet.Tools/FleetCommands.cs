using System;
using System.Collections.Generic;
using System.Data;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Fleet.Tools
{
    internal sealed class SqlBuilder
    {
        private readonly StringBuilder _text = new StringBuilder("SELECT Id, Plate FROM Vehicle");
        private bool _any;

        public SqlBuilder Where(string column, string value)
        {
            _text.Append(_any ? " AND " : " WHERE ").Append(column).Append(" = '").Append(value).Append('\'');
            _any = true;
            return this;
        }

        public override string ToString()
        {
            return _text.ToString();
        }
    }

    internal static class Names
    {
        public static string Clean(string name)
        {
            return name.Replace("..\\", string.Empty);
        }

        public static string Leaf(string name)
        {
            var leaf = Path.GetFileName(name);
            if (string.IsNullOrEmpty(leaf) || leaf.StartsWith(".", StringComparison.Ordinal))
            {
                throw new ArgumentException("name");
            }

            return leaf;
        }
    }

    [ApiController]
    [Route("fleet")]
    public class FleetController : ControllerBase
    {
        private readonly IDbConnection _db;

        public FleetController(IDbConnection db)
        {
            _db = db;
        }

        [HttpGet("search")]
        public IEnumerable<dynamic> Search([FromQuery] string depot, [FromHeader(Name = "X-Tenant")] string tenant)
        {
            var sql = new SqlBuilder().Where("Depot", depot).Where("Tenant", tenant).ToString();
            return _db.Query(sql);
        }

        [HttpGet("by-plate")]
        public IEnumerable<dynamic> ByPlate([FromQuery] string plate)
        {
            return _db.Query("SELECT Id, Plate FROM Vehicle WHERE Plate = @plate", new { plate });
        }

        [HttpPost("document")]
        public IActionResult Upload(IFormFile document)
        {
            var target = "/srv/fleet/docs/" + Names.Clean(document.FileName);
            using (var stream = System.IO.File.Create(target))
            {
                document.CopyTo(stream);
            }

            return NoContent();
        }

        [HttpPost("photo")]
        public IActionResult Photo(IFormFile photo)
        {
            using (var stream = System.IO.File.Create(Path.Combine("/srv/fleet/photos", Names.Leaf(photo.FileName))))
            {
                photo.CopyTo(stream);
            }

            return NoContent();
        }

        [HttpPost("track")]
        public IActionResult Track([FromBody] string[] units)
        {
            Array.ForEach(units, unit => Shell("trackctl --unit " + unit));
            return Accepted();
        }

        [HttpPost("sync")]
        public IActionResult Sync([FromBody] int[] units)
        {
            foreach (var unit in units)
            {
                Shell("trackctl --sync " + unit);
            }

            return Accepted();
        }

        private static void Shell(string command)
        {
            var info = new ProcessStartInfo("/bin/bash");
            info.ArgumentList.Add("-c");
            info.ArgumentList.Add(command);
            using (var process = Process.Start(info))
            {
                process.WaitForExit();
            }
        }

        [HttpGet("card")]
        public ContentResult Card([FromQuery] string driver, [FromQuery] string note)
        {
            var rows = new Dictionary<string, string> { ["Driver"] = driver, ["Note"] = note };
            var html = string.Concat(rows.Select(r => Row(r.Key, r.Value)));
            return Content("<table>" + html + "</table>", "text/html");
        }

        [HttpGet("label")]
        public ContentResult Label([FromQuery] string driver)
        {
            return Content("<table>" + Row(driver, "driver") + "</table>", "text/html");
        }

        private static string Row(string label, string value)
        {
            return "<tr><th>" + WebUtility.HtmlEncode(label) + "</th><td>" + value + "</td></tr>";
        }

        [HttpGet("archive")]
        public IActionResult Archive([FromQuery] DateTime day)
        {
            var file = "/srv/fleet/archive/" + day.ToString("yyyy-MM-dd") + ".csv";
            return PhysicalFile(file, "text/csv");
        }

        [HttpGet("export")]
        public IActionResult Export([FromQuery] string path)
        {
            if (!path.StartsWith("/srv/fleet/export", StringComparison.Ordinal))
            {
                return NotFound();
            }

            return PhysicalFile(path, "text/csv");
        }
    }
}
