using System.Web.Mvc;
using System.Web.UI;
using System.DirectoryServices;

namespace Samples
{
    public class BuiltController : Controller
    {
        private static IHtmlContent Bold(string text)
        {
            // ruleid: csharp-xss-parameter
            return new HtmlString($"<b>{text.Trim()}</b>");
        }

        private IHtmlContent Row(string name)
        {
            // ruleid: csharp-xss-parameter
            return Html.Raw("<tr><td>" + name + "</td></tr>");
        }

        private IHtmlContent Encoded(string text)
        {
            // ok: csharp-xss-parameter
            return new HtmlString($"<b>{HtmlEncoder.Default.Encode(text)}</b>");
        }

        private IHtmlContent Number(int count)
        {
            // ok: csharp-xss-parameter
            return new HtmlString($"<b>{count}</b>");
        }

        private static string ByMail(string mail)
        {
            // ruleid: csharp-ldap-injection-filter
            return $"(&(objectClass=user)(mail={mail}))";
        }

        private static string ByName(string name)
        {
            // ruleid: csharp-ldap-injection-filter
            return "(|(cn=" + name + ")(disabled=0))";
        }

        private static string ByNumber(int number)
        {
            // ok: csharp-ldap-injection-filter
            return $"(uid={number})";
        }

        private static string Escaped(string name)
        {
            // ok: csharp-ldap-injection-filter
            return $"(cn={Ldap.Escape(name)})";
        }

        public ActionResult Remove(string ids, int year)
        {
            // ruleid: csharp-sql-injection-statement
            Execute("DELETE FROM orders WHERE id IN (" + ids + ")");
            // ruleid: csharp-sql-injection-statement
            var rows = LoadRows(string.Format("SELECT * FROM orders WHERE place = '{0}'", Request.QueryString["place"]));
            // ok: csharp-sql-injection-statement
            Execute("DELETE FROM orders WHERE year = " + year);
            // ok: csharp-sql-injection-statement
            Execute("DELETE FROM orders WHERE id = @id", ids);
            var kind = Array.IndexOf(Kinds, Request["kind"]) >= 0 ? Request["kind"] : Kinds[0];
            // ok: csharp-sql-injection-statement
            LoadRows("SELECT * FROM " + kind + " WHERE open = 1");
            return View(rows);
        }

        [HttpPost]
        // ruleid: csharp-csrf-off-form
        public ActionResult Mail(string address)
        {
            return View();
        }

        [HttpPost]
        [ValidateInput(false)]
        // ruleid: csharp-csrf-off-form
        public async Task<ActionResult> Note(string text)
        {
            return View();
        }

        [HttpPost]
        [ValidateAntiForgeryToken]
        // ok: csharp-csrf-off-form
        public ActionResult Phone(string number)
        {
            return View();
        }

        [HttpPost]
        [AllowAnonymous]
        // ok: csharp-csrf-off-form
        public ActionResult Login(string name)
        {
            return View();
        }

        public string Digest(string path)
        {
            // ruleid: csharp-bug-file-not-disposed
            var stream = File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(stream));
        }

        public int Count(string path)
        {
            // ruleid: csharp-bug-file-not-disposed
            var reader = File.OpenText(path);
            return reader.ReadToEnd().Length;
        }

        public int Closed(string path)
        {
            // ok: csharp-bug-file-not-disposed
            using var reader = File.OpenText(path);
            return reader.ReadToEnd().Length;
        }

        public Stream Given(string path)
        {
            // ok: csharp-bug-file-not-disposed
            var stream = File.OpenRead(path);
            return stream;
        }

        private async Task Send(Order order)
        {
            await _client.PostAsync(order.Address, null);
        }

        public async Task Run(List<Order> orders)
        {
            foreach (var order in orders)
            {
                // ruleid: csharp-bug-not-awaited
                Send(order);
            }
            // ok: csharp-bug-not-awaited
            await Send(orders[0]);
            // ok: csharp-bug-not-awaited
            _ = Send(orders[1]);
            if (orders.Count > 3)
            {
                // ruleid: csharp-bug-not-awaited
                Send(orders[3]);
            }
        }

        public double Share(int done, int all)
        {
            // ruleid: csharp-bug-whole-division
            double share = done / all * 100;
            // ruleid: csharp-bug-whole-division
            decimal rest = done / all;
            // ok: csharp-bug-whole-division
            double exact = (double)done / all * 100;
            // ok: csharp-bug-whole-division
            int pages = done / all;
            return share + exact;
        }
    }
}
