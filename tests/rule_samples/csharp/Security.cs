using System.Security.Cryptography;
using Newtonsoft.Json;

public class Security
{
    // ruleid: csharp-hard-coded-key
    private const string JwtSecret = "kj3h45kj3h4k5jh3k4j5h";
    // ok: csharp-hard-coded-key
    private const string AdminPassword = "changeme-now";
    // ok: csharp-hard-coded-key
    private readonly string apiKey = Environment.GetEnvironmentVariable("API_KEY");
    // ruleid: csharp-hard-coded-key
    private const string Connection = "Server=db;Database=app;User Id=sa;Password=Pr0d!pass;";
    private readonly Random random = new Random();

    public object Read(Stream stream, string json, BinaryFormatter formatter)
    {
        // ruleid: csharp-unsafe-deserialisation
        var first = new BinaryFormatter().Deserialize(stream);
        // ruleid: csharp-unsafe-deserialisation
        var second = formatter.Deserialize(stream);
        // ruleid: csharp-unsafe-deserialisation
        var settings = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
        // ok: csharp-unsafe-deserialisation
        var plain = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None };
        // ok: csharp-unsafe-deserialisation
        return JsonConvert.DeserializeObject<Order>(json);
    }

    public void Xml(XmlDocument document)
    {
        // ruleid: csharp-xxe
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse };
        // ruleid: csharp-xxe
        document.XmlResolver = new XmlUrlResolver();
        // ok: csharp-xxe
        var safe = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit };
        // ok: csharp-xxe
        document.XmlResolver = null;
    }

    public byte[] HashPassword(string password)
    {
        // ruleid: csharp-weak-crypto-hash
        using var md5 = MD5.Create();
        // ruleid: csharp-weak-crypto-hash
        var other = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        // ok: csharp-weak-crypto-hash
        // ruleid: csharp-weak-crypto-fast-hash
        return SHA256.HashData(Encoding.UTF8.GetBytes(password));
    }

    public string ComputeEtag(byte[] body)
    {
        // ok: csharp-weak-crypto-hash
        return Convert.ToHexString(MD5.HashData(body));
    }

    public void Ciphers(byte[] key, string password, byte[] salt)
    {
        // ruleid: csharp-weak-crypto-cipher
        var des = DES.Create();
        var aes = Aes.Create();
        // ruleid: csharp-weak-crypto-cipher
        aes.Mode = CipherMode.ECB;
        // ok: csharp-weak-crypto-cipher
        aes.Mode = CipherMode.CBC;
        // ok: csharp-weak-crypto-cipher
        var gcm = new AesGcm(key);
        // ruleid: csharp-weak-crypto-iv
        aes.IV = new byte[16];
        // ruleid: csharp-weak-crypto-iv
        aes.IV = Encoding.UTF8.GetBytes("0123456789abcdef");
        // ok: csharp-weak-crypto-iv
        aes.IV = RandomNumberGenerator.GetBytes(16);
        // ok: csharp-weak-crypto-iv
        aes.GenerateIV();
        // ruleid: csharp-weak-crypto-key-size
        var rsa = RSA.Create(1024);
        // ok: csharp-weak-crypto-key-size
        rsa = RSA.Create(3072);
        // ruleid: csharp-weak-crypto-key-size
        var derive = new Rfc2898DeriveBytes(password, salt, 1000);
        // ok: csharp-weak-crypto-key-size
        derive = new Rfc2898DeriveBytes(password, salt, 310000, HashAlgorithmName.SHA256);
        // ruleid: csharp-hard-coded-key
        var signing = new SymmetricSecurityKey(Encoding.UTF8.GetBytes("s3cr3t-s1gn1ng-k3y"));
        // ok: csharp-hard-coded-key
        signing = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(_configuration["Jwt:Key"]));
    }

    public string ResetToken()
    {
        // ruleid: csharp-weak-random
        return random.Next(100000, 999999).ToString();
    }

    public string GeneratePassword()
    {
        var r = new Random();
        // ruleid: csharp-weak-random
        return Letters[r.Next(Letters.Length)].ToString();
    }

    public string SessionToken()
    {
        // ok: csharp-weak-random
        return Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    }

    public int Jitter()
    {
        // ok: csharp-weak-random
        return random.Next(100);
    }

    public void Tls(HttpClientHandler handler)
    {
        // ruleid: csharp-tls-verification-off
        handler.ServerCertificateCustomValidationCallback = (message, cert, chain, errors) => true;
        // ruleid: csharp-tls-verification-off
        ServicePointManager.ServerCertificateValidationCallback += (sender, cert, chain, errors) => true;
        // ruleid: csharp-tls-verification-off
        handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
        // ok: csharp-tls-verification-off
        handler.ServerCertificateCustomValidationCallback = (m, c, ch, errors) => errors == SslPolicyErrors.None;
        // ok: csharp-tls-verification-off
        handler.CheckCertificateRevocationList = true;
    }

    public void Jwt(TokenValidationParameters other)
    {
        // ruleid: csharp-jwt-not-verified
        var p = new TokenValidationParameters { ValidateLifetime = false };
        // ruleid: csharp-jwt-not-verified
        other.RequireSignedTokens = false;
        // ok: csharp-jwt-not-verified
        other.ValidateIssuerSigningKey = true;
        // ok: csharp-jwt-not-verified
        other.ValidateLifetime = true;
    }

    public void Cookies(string value)
    {
        // ruleid: csharp-insecure-cookie
        Response.Cookies.Append("session", value);
        // ruleid: csharp-insecure-cookie
        Response.Cookies.Append("pref", value, new CookieOptions { HttpOnly = false, Secure = true });
        // ruleid: csharp-insecure-cookie
        Response.Cookies.Append("auth", value, new CookieOptions { HttpOnly = true });
        // ok: csharp-insecure-cookie
        Response.Cookies.Append("token", value, new CookieOptions { HttpOnly = true, Secure = true });
        // ok: csharp-insecure-cookie
        Response.Cookies.Append("theme", value);
    }

    // ruleid: csharp-csrf-off
    [IgnoreAntiforgeryToken]
    public IActionResult Pay(Payment payment)
    {
        return Ok();
    }

    // ok: csharp-csrf-off
    [ValidateAntiForgeryToken]
    public IActionResult Send(Payment payment)
    {
        return Ok();
    }

    public void Start(WebApplication app, CorsPolicyBuilder policy)
    {
        // ruleid: csharp-csrf-off
        app.MapPost("/upload", Upload).DisableAntiforgery();
        // ok: csharp-csrf-off
        app.UseAntiforgery();
        // ruleid: csharp-cors-wildcard-with-credentials
        policy.AllowAnyOrigin().AllowAnyHeader().AllowCredentials();
        // ruleid: csharp-cors-wildcard-with-credentials
        policy.SetIsOriginAllowed(origin => true).AllowAnyMethod().AllowCredentials();
        // ok: csharp-cors-wildcard-with-credentials
        policy.WithOrigins("https://app.example.com").AllowCredentials();
        // ok: csharp-cors-wildcard-with-credentials
        policy.AllowAnyOrigin().AllowAnyHeader();
    }

    public void Logs(string user, string password, LoginRequest request)
    {
        // ruleid: csharp-log-of-secret
        _logger.LogInformation("login of {User} with {Password}", user, password);
        // ruleid: csharp-log-of-secret
        _logger.LogDebug($"login of {user} with {request.Password}");
        // ok: csharp-log-of-secret
        _logger.LogInformation("password of {User} changed", user);
        // ok: csharp-log-of-secret
        _logger.LogDebug($"login of {user}");
    }
}
