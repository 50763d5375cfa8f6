using System;
using System.Collections.Concurrent;
using System.IdentityModel.Tokens.Jwt;
using System.Linq;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Clinic.Web.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Web.Services
{
    public class AccountService
    {
        private static readonly byte[] TicketKey = Encoding.UTF8.GetBytes("u7Xk2!pQz9sLw4Vd8RtYb3Nf6HgJc1Me");
        private readonly byte[] _jwtKey;
        private readonly ClinicContext _db;
        private readonly ILogger<AccountService> _log;
        private readonly Random _random = new Random();

        public AccountService(IConfiguration configuration, ClinicContext db, ILogger<AccountService> log)
        {
            _jwtKey = Convert.FromBase64String(configuration["Jwt:Key"]);
            _db = db;
            _log = log;
        }

        public string HashPassword(string password, string salt)
        {
            using (var sha = SHA1.Create())
            {
                return Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(salt + password)));
            }
        }

        public byte[] DerivePassword(string password, byte[] salt)
        {
            return Rfc2898DeriveBytes.Pbkdf2(password, salt, 600000, HashAlgorithmName.SHA256, 32);
        }

        public string ETag(byte[] body)
        {
            return "\"" + Convert.ToHexString(MD5.HashData(body)) + "\"";
        }

        public byte[] ProtectTicket(byte[] plain)
        {
            using (var aes = Aes.Create())
            {
                aes.Key = TicketKey;
                aes.Mode = CipherMode.ECB;
                using (var enc = aes.CreateEncryptor())
                {
                    return enc.TransformFinalBlock(plain, 0, plain.Length);
                }
            }
        }

        public byte[] Seal(byte[] plain, byte[] key)
        {
            var nonce = RandomNumberGenerator.GetBytes(12);
            var tag = new byte[16];
            var cipher = new byte[plain.Length];
            using (var gcm = new AesGcm(key))
            {
                gcm.Encrypt(nonce, plain, cipher, tag);
            }

            return nonce.Concat(tag).Concat(cipher).ToArray();
        }

        public string NewInvitation()
        {
            const string alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
            var code = new StringBuilder();
            for (var i = 0; i < 12; i++)
            {
                code.Append(alphabet[_random.Next(alphabet.Length)]);
            }

            return code.ToString();
        }

        public string NewSessionId()
        {
            return Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        }

        public Task Pause(int attempt)
        {
            return Task.Delay((1 << attempt) * 100 + _random.Next(80));
        }

        public ClaimsPrincipal Read(string bearer)
        {
            var rules = new TokenValidationParameters
            {
                ValidateIssuer = true,
                ValidIssuer = "https://login.clinic.example",
                ValidAudience = "clinic",
                RequireSignedTokens = false,
                SignatureValidator = (token, _) => new JwtSecurityToken(token),
            };
            return new JwtSecurityTokenHandler().ValidateToken(bearer, rules, out _);
        }

        public ClaimsPrincipal ReadStrict(string bearer)
        {
            var rules = new TokenValidationParameters
            {
                ValidIssuer = "https://login.clinic.example",
                ValidAudience = "clinic",
                IssuerSigningKey = new SymmetricSecurityKey(_jwtKey),
                ValidAlgorithms = new[] { SecurityAlgorithms.HmacSha256 },
            };
            return new JwtSecurityTokenHandler().ValidateToken(bearer, rules, out _);
        }

        public bool SignIn(HttpResponse response, string login, string password)
        {
            var user = _db.Users.SingleOrDefault(u => u.Login == login);
            if (user == null || !user.Check(password))
            {
                _log.LogWarning("Sign-in of {Login} with {Password} refused", login, password);
                return false;
            }

            _log.LogInformation("Sign-in of {Login}; password age {Days} days", login, user.PasswordAge.Days);
            response.Cookies.Append("sid", NewSessionId(), new CookieOptions
            {
                HttpOnly = false,
                Secure = false,
                MaxAge = TimeSpan.FromHours(8),
            });
            response.Cookies.Append("lang", user.Language, new CookieOptions { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict });
            return true;
        }

        public bool TokenMatches(string stored, string given)
        {
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(stored), Encoding.UTF8.GetBytes(given));
        }
    }
}
