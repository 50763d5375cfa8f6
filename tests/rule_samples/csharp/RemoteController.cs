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
    public class RemoteController : ControllerBase
    {
        private readonly ShopContext _context;
        private readonly IDbConnection _connection;
        private readonly string _root = "/srv/files";

        [HttpGet("fetch")]
        public async Task<IActionResult> Fetch(string url)
        {
            var client = _factory.CreateClient();
            // ruleid: csharp-ssrf
            var body = await client.GetStringAsync(url);
            return Content(body);
        }

        [HttpPost("hook")]
        public async Task<IActionResult> Hook([FromBody] HookRequest hook)
        {
            using var client = new HttpClient();
            // ruleid: csharp-ssrf
            await client.PostAsync(hook.CallbackUrl, new StringContent("{}"));
            return Ok();
        }

        public string Old()
        {
            // ruleid: csharp-ssrf
            var request = (HttpWebRequest)WebRequest.Create(Request.QueryString["u"]);
            var wc = new WebClient();
            // ruleid: csharp-ssrf
            return wc.DownloadString(Request.QueryString["u"]);
        }

        [HttpGet("login")]
        public IActionResult Login(string returnUrl)
        {
            // ruleid: csharp-open-redirect
            return Redirect(returnUrl);
        }

        public void Back()
        {
            // ruleid: csharp-open-redirect
            Response.Redirect(Request.QueryString["next"]);
        }

        [HttpGet("hello")]
        public ContentResult Hello(string name)
        {
            // ruleid: csharp-xss
            return Content("<h1>Hello " + name + "</h1>", "text/html");
        }

        public void Write()
        {
            // ruleid: csharp-xss
            Response.Write("<p>" + Request["q"] + "</p>");
        }

        public IHtmlContent Bold(string text)
        {
            // ruleid: csharp-xss-parameter
            return new HtmlString("<b>" + text + "</b>");
        }

        public IActionResult Ldap(string user)
        {
            var searcher = new DirectorySearcher(entry);
            // ruleid: csharp-ldap-injection
            searcher.Filter = "(&(objectClass=user)(sAMAccountName=" + user + "))";
            // ruleid: csharp-ldap-injection
            var s2 = new DirectorySearcher($"(uid={user})");
            return Ok(searcher.FindOne());
        }

        public IActionResult XPath(string user, string pass)
        {
            var doc = new XmlDocument();
            doc.Load("users.xml");
            // ruleid: csharp-xpath-injection
            var node = doc.SelectSingleNode("//user[name='" + user + "' and pass='" + pass + "']");
            var nav = doc.CreateNavigator();
            // ruleid: csharp-xpath-injection
            nav.Evaluate($"count(//user[@id='{user}'])");
            return Ok(node);
        }

        public async Task<IActionResult> Eval(string expr)
        {
            // ruleid: csharp-code-injection
            var result = await CSharpScript.EvaluateAsync(expr);
            // ruleid: csharp-code-injection
            var type = Type.GetType(Request.Query["type"]);
            // ruleid: csharp-code-injection
            var o = Activator.CreateInstance(type);
            return Ok(result);
        }

        public IActionResult Tpl(string tpl)
        {
            // ruleid: csharp-template-injection
            var template = Scriban.Template.Parse(tpl);
            // ruleid: csharp-template-injection
            var r = Engine.Razor.RunCompile(tpl, "key", null, null);
            return Ok(r);
        }

        public void Headers(string file)
        {
            Response.Headers.Add("Content-Disposition", "attachment; filename=" + file);
            // ruleid: csharp-header-injection
            Response.AppendHeader("X-Lang", Request.QueryString["lang"]);
            var mail = new MailMessage();
            // ruleid: csharp-header-injection
            mail.Headers.Add("X-From", Request.Form["from"]);
        }

        public bool Re(string pattern, string text)
        {
            // ruleid: csharp-regex-dos-request
            return Regex.IsMatch(text, Request.Query["pattern"]);
        }

        // ruleid: csharp-regex-dos
        private static readonly Regex Email = new Regex(@"^([a-zA-Z0-9]+)*@example\.com$");
        // ruleid: csharp-regex-dos
        private static readonly Regex Words = new Regex("^(\\w+\\s?)+$");
    }
}
