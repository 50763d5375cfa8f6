using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.IdentityModel.Tokens;
using Newtonsoft.Json;

namespace Shop
{
    public class Security
    {
        // ruleid: csharp-hard-coded-key
        private const string JwtKey = "b1946ac92492d2347c6235b4d2611184";
        // ruleid: csharp-hard-coded-key
        private readonly string _password = "Tr0ub4dor&3x";
        // ruleid: csharp-hard-coded-key
        private const string Cs = "Server=db;Database=shop;User Id=sa;Password=Pa55w0rd!;";

        public string Hash(string password)
        {
            // ruleid: csharp-weak-crypto-hash
            using var md5 = MD5.Create();
            return Convert.ToBase64String(md5.ComputeHash(Encoding.UTF8.GetBytes(password)));
        }

        public string Hash2(string password)
        {
            // ruleid: csharp-weak-crypto-hash
            var sha = new SHA1Managed();
            return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(password)));
        }

        public string Hash3(string password)
        {
            // ruleid: csharp-weak-crypto-fast-hash
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
        }

        public byte[] Encrypt(byte[] data, byte[] key)
        {
            // ruleid: csharp-weak-crypto-cipher
            using var des = DES.Create();
            // ruleid: csharp-weak-crypto-cipher
            var t = new TripleDESCryptoServiceProvider();
            using var aes = Aes.Create();
            // ruleid: csharp-weak-crypto-cipher
            aes.Mode = CipherMode.ECB;
            // ruleid: csharp-weak-crypto-iv
            aes.IV = new byte[16];
            // ruleid: csharp-weak-crypto-cipher
            var rc2 = RC2.Create();
            // ruleid: csharp-weak-crypto-key-size
            var rsa = new RSACryptoServiceProvider(1024);
            return null;
        }

        public byte[] Derive(string password)
        {
            // ruleid: csharp-weak-crypto-key-size
            var kdf = new Rfc2898DeriveBytes(password, salt, 1000);
            return kdf.GetBytes(32);
        }

        public byte[] FixedKey(byte[] data)
        {
            var aes = Aes.Create();
            // ruleid: csharp-hard-coded-key
            aes.Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");
            // ruleid: csharp-weak-crypto-iv
            return aes.EncryptCbc(data, Encoding.ASCII.GetBytes("fixedfixedfixed1"));
        }

        public string Token()
        {
            var random = new Random();
            var token = "";
            for (int i = 0; i < 32; i++)
            {
                // ruleid: csharp-weak-random
                token += Alphabet[random.Next(Alphabet.Length)];
            }
            return token;
        }

        // ruleid: csharp-weak-random
        public string ResetCode() => new Random().Next(100000, 999999).ToString();

        public byte[] NewKey()
        {
            var key = new byte[32];
            // ruleid: csharp-weak-random
            Random.Shared.NextBytes(key);
            return key;
        }

        public HttpClient Client()
        {
            var handler = new HttpClientHandler();
            // ruleid: csharp-tls-verification-off
            handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => true;
            return new HttpClient(handler);
        }

        public HttpClient Client2()
        {
            return new HttpClient(new HttpClientHandler
            {
                // ruleid: csharp-tls-verification-off
                ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            });
        }

        public void Client3()
        {
            // ruleid: csharp-tls-verification-off
            ServicePointManager.ServerCertificateValidationCallback += (s, c, ch, e) => true;
            // ruleid: csharp-tls-verification-off
            ServicePointManager.ServerCertificateValidationCallback = delegate { return true; };
            // ruleid: csharp-weak-crypto-cipher
            ServicePointManager.SecurityProtocol = SecurityProtocolType.Ssl3;
            // ruleid: csharp-tls-verification-off
            var s = new SslStream(stream, false, (a, b, c, d) => true);
        }

        public void Jwt(IServiceCollection services)
        {
            services.AddAuthentication().AddJwtBearer(o =>
            {
                o.RequireHttpsMetadata = false;
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    // ruleid: csharp-jwt-not-verified
                    ValidateIssuerSigningKey = false,
                    // ruleid: csharp-jwt-not-verified
                    ValidateLifetime = false,
                    // ruleid: csharp-jwt-not-verified
                    RequireSignedTokens = false,
                    // ruleid: csharp-jwt-not-verified
                    SignatureValidator = (t, p) => new JwtSecurityToken(t),
                };
            });
            // ruleid: csharp-hard-coded-key
            var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes("super-secret-signing-key-1234"));
        }

        public string Subject(string token)
        {
            // ruleid: csharp-jwt-not-verified
            var jwt = new JwtSecurityTokenHandler().ReadJwtToken(token);
            return jwt.Subject;
        }

        public void Cookies(HttpResponse response, string token)
        {
            response.Cookies.Append("session", token);
            // ruleid: csharp-insecure-cookie
            response.Cookies.Append("auth", token, new CookieOptions { HttpOnly = false });
            var c = new HttpCookie("AuthToken", token);
            Response.Cookies.Add(c);
            // ruleid: csharp-insecure-cookie
            services.AddSession(o => { o.Cookie.HttpOnly = false; });
            // ruleid: csharp-insecure-cookie
            services.ConfigureApplicationCookie(o => { o.Cookie.SecurePolicy = CookieSecurePolicy.None; });
        }

        public void Cors(IServiceCollection services)
        {
            // ruleid: csharp-cors-wildcard-with-credentials
            services.AddCors(o => o.AddPolicy("all", b => b.SetIsOriginAllowed(_ => true).AllowCredentials()));
            // ruleid: csharp-cors-wildcard-with-credentials
            app.UseCors(b => b.SetIsOriginAllowed(origin => true).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
        }

        public void CorsHand(HttpContext context)
        {
            // ruleid: csharp-cors-wildcard-with-credentials
            context.Response.Headers["Access-Control-Allow-Origin"] = context.Request.Headers["Origin"];
            context.Response.Headers["Access-Control-Allow-Credentials"] = "true";
        }

        public object Load(Stream stream)
        {
            var formatter = new BinaryFormatter();
            // ruleid: csharp-unsafe-deserialisation
            return formatter.Deserialize(stream);
        }

        public object Load2(string json)
        {
            // ruleid: csharp-unsafe-deserialisation
            var settings = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
            return JsonConvert.DeserializeObject(json, settings);
        }

        public object Load3(string body)
        {
            // ruleid: csharp-unsafe-deserialisation
            var s = new JavaScriptSerializer(new SimpleTypeResolver());
            // ruleid: csharp-unsafe-deserialisation
            var n = new NetDataContractSerializer().ReadObject(stream);
            // ruleid: csharp-unsafe-deserialisation
            var l = new LosFormatter().Deserialize(body);
            var so = new SoapFormatter();
            return null;
        }

        public object Load4(Stream stream)
        {
            // ruleid: csharp-code-injection
            var type = Type.GetType(Request.Query["t"]);
            // ruleid: csharp-unsafe-deserialisation
            return new XmlSerializer(type).Deserialize(stream);
        }

        public void Xml(Stream stream)
        {
            var doc = new XmlDocument();
            // ruleid: csharp-xxe
            doc.XmlResolver = new XmlUrlResolver();
            doc.Load(stream);
        }

        public void Xml2(Stream stream)
        {
            // ruleid: csharp-xxe
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = new XmlUrlResolver() };
            using var reader = XmlReader.Create(stream, settings);
        }

        public void Xml3(Stream stream)
        {
            var r = new XmlTextReader(stream);
            // ruleid: csharp-xxe
            r.DtdProcessing = DtdProcessing.Parse;
            while (r.Read()) { }
        }

        public void Log(string user, string password, string token)
        {
            // ruleid: csharp-log-of-secret
            _logger.LogInformation("Login {User} with {Password}", user, password);
            // ruleid: csharp-log-of-secret
            _logger.LogDebug($"token {token}");
            // ruleid: csharp-log-of-secret
            Console.WriteLine("api key: " + config.ApiKey);
            // ruleid: csharp-log-of-secret
            Log.Information("Connecting with {ConnectionString}", connectionString);
            _logger.LogWarning("Bad auth header {Header}", Request.Headers["Authorization"]);
            // ruleid: csharp-log-of-secret
            Trace.WriteLine("password=" + model.Password);
        }

        [HttpPost]
        // ruleid: csharp-csrf-off
        [IgnoreAntiforgeryToken]
        public IActionResult Transfer(TransferModel m) => Ok();

        // ok: csharp-hard-coded-key
        private readonly string _key = Environment.GetEnvironmentVariable("KEY");
        // ok: csharp-hard-coded-key
        private const string PasswordField = "password";
        // ok: csharp-hard-coded-key
        private string _dbPassword = "changeme";

        public string Etag(byte[] data)
        {
            // ok: csharp-weak-crypto-hash
            using var md5 = MD5.Create();
            // ok: csharp-weak-crypto-fast-hash
            return Convert.ToHexString(md5.ComputeHash(data));
        }

        public string Checksum(string path)
        {
            using var sha = SHA256.Create();
            // ok: csharp-weak-crypto-fast-hash
            return Convert.ToHexString(sha.ComputeHash(File.OpenRead(path)));
        }

        // ok: csharp-weak-random
        public int Jitter() => new Random().Next(100, 500);

        // ok: csharp-weak-random
        public string TokenOk() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

        public byte[] DeriveOk(string password)
        {
            // ok: csharp-weak-crypto-key-size
            return new Rfc2898DeriveBytes(password, salt, 600_000, HashAlgorithmName.SHA256).GetBytes(32);
        }

        public void AesOk()
        {
            using var aes = Aes.Create();
            aes.Mode = CipherMode.CBC;
            aes.GenerateIV();
        }

        public void ClientOk()
        {
            var handler = new HttpClientHandler();
            // ok: csharp-tls-verification-off
            handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => e == SslPolicyErrors.None;
        }

        public void JwtOk()
        {
            var p = new TokenValidationParameters { ValidateIssuerSigningKey = true, ValidateLifetime = true, IssuerSigningKey = key };
            // ok: csharp-jwt-not-verified
            var principal = new JwtSecurityTokenHandler().ValidateToken(token, p, out _);
        }

        public void CookiesOk(HttpResponse response, string token)
        {
            // ok: csharp-insecure-cookie
            response.Cookies.Append("session", token, new CookieOptions { HttpOnly = true, Secure = true });
            // ok: csharp-insecure-cookie
            response.Cookies.Append("theme", "dark");
        }

        public void CorsOk(IServiceCollection services)
        {
            // ok: csharp-cors-wildcard-with-credentials
            services.AddCors(o => o.AddPolicy("x", b => b.WithOrigins("https://a.example").AllowCredentials()));
            // ok: csharp-cors-wildcard-with-credentials
            services.AddCors(o => o.AddPolicy("y", b => b.AllowAnyOrigin().AllowAnyHeader()));
        }

        public object LoadOk(string json)
        {
            // ok: csharp-unsafe-deserialisation
            var s = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None };
            return JsonConvert.DeserializeObject<Product>(json);
        }

        public void XmlOk(Stream stream)
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(stream, settings);
            var doc = new XmlDocument { XmlResolver = null };
            doc.Load(reader);
            var x = XDocument.Load(stream);
        }

        public void LogOk(string user, string password)
        {
            // ok: csharp-log-of-secret
            _logger.LogInformation("Password changed for {User}", user);
            // ok: csharp-log-of-secret
            _logger.LogInformation("Token expires in {Seconds}", tokenLifetime);
            // ok: csharp-log-of-secret
            _logger.LogWarning("Invalid password for {User}", user);
        }
    }
}
