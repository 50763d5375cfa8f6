using System.Linq.Dynamic.Core;
using Microsoft.AspNetCore.Razor.TagHelpers;

public class BannerTagHelper : TagHelper
{
    public string Words { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // ruleid: csharp-xss-tag-helper
        output.Content.SetHtmlContent(Words);
        // ruleid: csharp-xss-tag-helper
        output.PostContent.AppendHtml("<em>" + Words + "</em>");
        // ok: csharp-xss-tag-helper
        output.Content.SetHtmlContent(Encoder.Encode(Words));
        // ok: csharp-xss-tag-helper
        output.Content.SetHtmlContent("<hr>");
        // ok: csharp-xss-tag-helper
        output.Content.SetContent(Words);
    }
}

public class SearchModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Term { get; set; }

    [BindProperty]
    public string Back { get; set; }

    public IActionResult OnPost()
    {
        // ruleid: csharp-xss
        Title = new HtmlString("<i>" + Term + "</i>");
        // ruleid: csharp-open-redirect
        return Redirect(Back);
    }
}

public class ListController : Controller
{
    [HttpGet("rows")]
    public async Task Rows(string text, string order, int[] ids)
    {
        // ruleid: csharp-code-injection
        var rows = _db.Rows.OrderBy(order);
        // ok: csharp-sql-injection
        _db.Database.ExecuteSqlRaw("DELETE FROM rows WHERE id IN (" + string.Join(",", ids) + ")");
        // ruleid: csharp-xss
        await Response.WriteAsync("<b>" + text + "</b>");
    }

    public IActionResult Back(string to)
    {
        // ruleid: csharp-open-redirect
        return Redirect(to.StartsWith("/") ? to : "/");
    }

    public IActionResult Run(string host)
    {
        var info = new ProcessStartInfo("sh");
        info.ArgumentList.Add("-c");
        // ruleid: csharp-shell-injection
        info.ArgumentList.Add("dig " + host);
        var plain = new ProcessStartInfo("dig");
        // ok: csharp-shell-injection
        plain.ArgumentList.Add(host);
        return Ok();
    }

    public async Task<IActionResult> Save(int id)
    {
        await _db.SaveChangesAsync();
        // ruleid: csharp-bug-not-awaited-call
        _mail.SendAsync(id);
        // ok: csharp-bug-not-awaited-call
        await _mail.SendAsync(id);
        // ok: csharp-bug-not-awaited-call
        _ = _mail.SendAsync(id);
        if (id > 3)
        {
            // ruleid: csharp-bug-not-awaited-call
            _queue.Items.PushAsync("saved", id);
        }
        return Ok();
    }

    public string First(int id)
    {
        var row = _db.Rows.FirstOrDefault(r => r.Id == id);
        // ruleid: csharp-bug-null-dereference-variable
        return row.Name.Trim();
    }

    public async Task<string> Only(int id)
    {
        var row = await _db.Rows.SingleOrDefaultAsync(r => r.Id == id);
        // ruleid: csharp-bug-null-dereference-variable
        var name = row.Name;
        var other = _db.Rows.FirstOrDefault(r => r.Id == id);
        // ok: csharp-bug-null-dereference-variable
        if (other == null) return name;
        var third = _db.Rows.FirstOrDefault(r => r.Id == id);
        // ok: csharp-bug-null-dereference-variable
        return third?.Name;
    }
}

public static class Draw
{
    public static string Password(int length) => null;

    public static char Next()
    {
        var random = new Random();
        // ruleid: csharp-weak-random-letters
        var first = Alphabet[random.Next(Alphabet.Length)];
        // ruleid: csharp-weak-random-letters
        return Letters[Random.Shared.Next(Letters.Length)];
    }

    public static string Banner()
    {
        // ok: csharp-weak-random-letters
        return Banners[Random.Shared.Next(Banners.Length)];
    }

    public static char Safe()
    {
        // ok: csharp-weak-random-letters
        return Letters[RandomNumberGenerator.GetInt32(Letters.Length)];
    }

    public static void Sheet(XslCompiledTransform sheet, XmlReader reader)
    {
        // ruleid: csharp-code-injection-style-sheet
        sheet.Load(reader, new XsltSettings(false, true), null);
        // ruleid: csharp-code-injection-style-sheet
        sheet.Load(reader, new XsltSettings(enableDocumentFunction: false, enableScript: true), null);
        // ok: csharp-code-injection-style-sheet
        sheet.Load(reader, new XsltSettings(true, false), null);
        // ok: csharp-code-injection-style-sheet
        sheet.Load(reader, XsltSettings.Default, null);
    }
}
