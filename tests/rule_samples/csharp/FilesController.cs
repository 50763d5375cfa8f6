using System.IO.Compression;
using Microsoft.AspNetCore.Mvc;

public class FilesController : Controller
{
    private readonly HttpClient _client;

    [HttpGet("download")]
    public IActionResult Download(string name)
    {
        // ruleid: csharp-path-traversal
        var bytes = System.IO.File.ReadAllBytes(Path.Combine("/srv/files", name));
        // ruleid: csharp-path-traversal
        using var stream = new FileStream("/srv/files/" + name, FileMode.Open);
        // ok: csharp-path-traversal
        var safe = System.IO.File.ReadAllBytes(Path.Combine("/srv/files", Path.GetFileName(name)));
        return File(bytes, "application/octet-stream");
    }

    [HttpPost("upload")]
    public async Task<IActionResult> Upload(IFormFile file)
    {
        // ruleid: csharp-path-traversal
        using var stream = System.IO.File.Create(Path.Combine(_root, file.FileName));
        await file.CopyToAsync(stream);
        return Ok();
    }

    [HttpGet("checked")]
    public IActionResult Checked(string name)
    {
        var full = Path.GetFullPath(Path.Combine(_root, name));
        if (!full.StartsWith(_root + Path.DirectorySeparatorChar))
        {
            return NotFound();
        }
        // ok: csharp-path-traversal
        return PhysicalFile(full, "application/pdf");
    }

    public void Unzip(ZipArchive archive, string folder)
    {
        foreach (var entry in archive.Entries)
        {
            // ruleid: csharp-zip-slip
            entry.ExtractToFile(Path.Combine(folder, entry.FullName), true);
        }
    }

    public void UnzipOther(string file, string folder)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            var target = Path.Combine(folder, entry.FullName);
            // ruleid: csharp-zip-slip
            entry.ExtractToFile(target);
            // ok: csharp-zip-slip
            var flat = Path.Combine(folder, Path.GetFileName(entry.FullName));
        }
    }

    public void UnzipChecked(ZipArchive archive, string folder)
    {
        foreach (var entry in archive.Entries)
        {
            // ok: csharp-zip-slip
            var target = Path.GetFullPath(Path.Combine(folder, entry.FullName));
            if (!target.StartsWith(folder)) throw new IOException("outside");
            entry.ExtractToFile(target);
        }
    }

    [HttpGet("fetch")]
    public async Task<IActionResult> Fetch([FromQuery] string url, string id)
    {
        // ruleid: csharp-ssrf
        var body = await _client.GetStringAsync(url);
        // ruleid: csharp-ssrf
        var request = WebRequest.Create(url);
        // ok: csharp-ssrf
        var item = await _client.GetStringAsync("https://api.example.com/items/" + id);
        // ok: csharp-ssrf
        item = await _client.GetStringAsync($"https://api.example.com/items/{id}");
        return Ok(body);
    }

    [HttpGet("image")]
    public async Task<IActionResult> Image(string url)
    {
        var uri = new Uri(url);
        if (!Hosts.Contains(uri.Host)) return BadRequest();
        // ok: csharp-ssrf
        return Ok(await _client.GetByteArrayAsync(uri));
    }

    [HttpGet("go")]
    public IActionResult Go(string returnUrl, string id)
    {
        if (id == "1")
        {
            // ok: csharp-open-redirect
            return Redirect("/orders/" + id);
        }
        if (id == "2")
        {
            // ok: csharp-open-redirect
            return LocalRedirect(returnUrl);
        }
        // ruleid: csharp-open-redirect
        return Redirect(returnUrl);
    }

    public void Out()
    {
        // ruleid: csharp-open-redirect
        Response.Redirect(Request.Query["to"]);
    }

    [HttpPost("login")]
    public IActionResult Login(string returnUrl)
    {
        if (!Url.IsLocalUrl(returnUrl)) return BadRequest();
        // ok: csharp-open-redirect
        return Redirect(returnUrl);
    }

    [HttpGet("hello")]
    public async Task<IActionResult> Hello(string name)
    {
        // ruleid: csharp-xss
        await Response.WriteAsync("<h1>Hello " + name + "</h1>");
        // ok: csharp-xss
        await Response.WriteAsync("<h1>Hello " + HtmlEncoder.Default.Encode(name) + "</h1>");
        // ruleid: csharp-xss
        ViewBag.Text = new HtmlString(name);
        // ok: csharp-xss
        ViewBag.Text = name;
        // ruleid: csharp-xss
        return Content($"<p>{name}</p>", "text/html");
    }
}
