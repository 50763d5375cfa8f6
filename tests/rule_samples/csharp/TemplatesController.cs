using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Scriban;

public class TemplatesController : Controller
{
    public IActionResult Page(string name)
    {
        // ok: csharp-template-injection
        var template = Template.Parse("Hello {{ name }}");
        // ok: csharp-template-injection
        var page = Handlebars.Compile(System.IO.File.ReadAllText("page.hbs"));
        // ok: csharp-header-injection
        Response.Headers.Add("Content-Disposition", "attachment; filename=" + Uri.EscapeDataString(name));
        // ok: csharp-header-injection
        Response.AppendHeader("X-Lang", "en");
        return Ok(template.Render(new { name }));
    }

    public IActionResult Found([FromQuery] string expression)
    {
        // ruleid: csharp-regex-dos-request
        var regex = new Regex(expression, RegexOptions.IgnoreCase);
        return Ok(regex.IsMatch("text"));
    }

    public bool Matches(string text)
    {
        // ok: csharp-regex-dos
        var digits = new Regex(@"^(\d{3}-)+\d$");
        // ok: csharp-regex-dos
        return Regex.IsMatch(text, "^[a-z]+$") && Regex.IsMatch(text, "^(a|b)+$");
    }
}
