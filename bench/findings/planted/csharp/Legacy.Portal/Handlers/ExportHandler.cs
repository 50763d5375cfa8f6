using System;
using System.Configuration;
using System.Data.SqlClient;
using System.DirectoryServices;
using System.IO;
using System.Net.Mail;
using System.Runtime.Serialization.Formatters.Binary;
using System.Web;
using System.Xml;
using System.Xml.XPath;
using Newtonsoft.Json;

namespace Legacy.Portal.Handlers
{
    public class ExportHandler : IHttpHandler
    {
        private static readonly string Connection = ConfigurationManager.ConnectionStrings["portal"].ConnectionString;

        public bool IsReusable
        {
            get { return false; }
        }

        public void ProcessRequest(HttpContext context)
        {
            switch (context.Request["op"])
            {
                case "orders": Orders(context); break;
                case "order": Order(context); break;
                case "people": People(context.Request["name"], context.Response); break;
                case "team": Team(context); break;
                case "state": State(context); break;
                case "filter": Filter(context); break;
                case "xml": ImportXml(context); break;
                case "feed": ImportFeed(context); break;
                case "node": Node(context); break;
                case "item": NodeByNumber(context); break;
                case "mail": Mail(context); break;
                default: Echo(context); break;
            }
        }

        private void Orders(HttpContext context)
        {
            string customer = context.Request.Headers["X-Customer"];
            string escaped = HttpUtility.HtmlEncode(customer);
            using (var connection = new SqlConnection(Connection))
            {
                connection.Open();
                var command = new SqlCommand("SELECT Id, Total FROM Orders WHERE CustomerNo = " + escaped, connection);
                using (var reader = command.ExecuteReader())
                {
                    while (reader.Read())
                    {
                        context.Response.Write(reader.GetInt32(0) + ";" + reader.GetDecimal(1) + "\n");
                    }
                }
            }
        }

        private void Order(HttpContext context)
        {
            using (var connection = new SqlConnection(Connection))
            using (var command = new SqlCommand("SELECT Total FROM Orders WHERE Id = @id", connection))
            {
                command.Parameters.AddWithValue("@id", context.Request.QueryString["id"]);
                connection.Open();
                context.Response.Write(Convert.ToDecimal(command.ExecuteScalar()));
            }
        }

        private void People(string name, HttpResponse response)
        {
            using (var root = new DirectoryEntry("LDAP://ou=people,dc=corp,dc=example"))
            using (var searcher = new DirectorySearcher(root))
            {
                searcher.Filter = "(&(objectClass=user)(cn=" + name + "))";
                foreach (SearchResult result in searcher.FindAll())
                {
                    response.Write(HttpUtility.HtmlEncode(result.Path) + "<br>");
                }
            }
        }

        private void Team(HttpContext context)
        {
            int number;
            if (!int.TryParse(context.Request["no"], out number))
            {
                context.Response.StatusCode = 400;
                return;
            }

            using (var searcher = new DirectorySearcher())
            {
                searcher.Filter = "(&(objectClass=group)(gidNumber=" + number + "))";
                context.Response.Write(searcher.FindAll().Count);
            }
        }

        private void State(HttpContext context)
        {
            byte[] raw = Convert.FromBase64String(context.Request.Cookies["state"].Value);
            var formatter = new BinaryFormatter();
            using (var stream = new MemoryStream(raw))
            {
                var state = (PortalState)formatter.Deserialize(stream);
                context.Response.Write(HttpUtility.HtmlEncode(state.Page));
            }
        }

        private void Filter(HttpContext context)
        {
            using (var reader = new StreamReader(context.Request.InputStream))
            {
                var filter = JsonConvert.DeserializeObject<OrderFilter>(reader.ReadToEnd(), new JsonSerializerSettings
                {
                    TypeNameHandling = TypeNameHandling.None,
                });
                context.Response.Write(filter.Limit);
            }
        }

        private void ImportXml(HttpContext context)
        {
            var document = new XmlDocument();
            document.XmlResolver = new XmlUrlResolver();
            document.Load(context.Request.InputStream);
            context.Response.Write(document.DocumentElement.ChildNodes.Count);
        }

        private void ImportFeed(HttpContext context)
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using (var reader = XmlReader.Create(context.Request.InputStream, settings))
            {
                int entries = 0;
                while (reader.ReadToFollowing("entry"))
                {
                    entries++;
                }

                context.Response.Write(entries);
            }
        }

        private void Node(HttpContext context)
        {
            var nav = new XPathDocument(@"C:\portal\menu.xml").CreateNavigator();
            string role = context.Request["role"];
            var hit = nav.SelectSingleNode("/menu/item[@role='" + role + "']/@href");
            context.Response.Write(hit == null ? "/" : HttpUtility.HtmlEncode(hit.Value));
        }

        private void NodeByNumber(HttpContext context)
        {
            var nav = new XPathDocument(@"C:\portal\menu.xml").CreateNavigator();
            int number;
            int.TryParse(context.Request["no"], out number);
            var hit = nav.SelectSingleNode("/menu/item[" + number + "]/@href");
            context.Response.Write(hit == null ? "/" : HttpUtility.HtmlEncode(hit.Value));
        }

        private void Mail(HttpContext context)
        {
            var message = new MailMessage("portal@corp.example", "sales@corp.example");
            message.Subject = "Export";
            message.Body = context.Request["text"];
            new SmtpClient("smtp.corp.example").Send(message);
            context.Response.AppendHeader("X-Export-Count", int.Parse(context.Request["n"]).ToString());
        }

        private void Echo(HttpContext context)
        {
            string term = context.Request["term"];
            context.Response.ContentType = "text/html";
            context.Response.Write(string.Format("<title>{0}</title>", term));
            context.Response.Write("<a href=\"?term=" + HttpUtility.UrlEncode(term) + "\">again</a>");
        }
    }
}
