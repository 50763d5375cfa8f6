using System;
using System.Collections.Generic;
using System.Data;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Clinic.Web.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Clinic.Web.Controllers;

[Authorize]
[AutoValidateAntiforgeryToken]
public class PatientsController : Controller
{
    private static readonly Regex Phone = new Regex(@"^\+?[0-9]{6,15}$");
    private static readonly Regex FullName = new Regex(@"^([A-Za-z]+['\-]?\s?)+$");

    private readonly ClinicContext _db;
    private readonly IHttpClientFactory _clients;
    private readonly ILogger<PatientsController> _logger;
    private readonly string _scans;

    public PatientsController(ClinicContext db, IHttpClientFactory clients, ILogger<PatientsController> logger)
    {
        _db = db;
        _clients = clients;
        _logger = logger;
        _scans = "/srv/clinic/scans";
    }

    [HttpGet]
    public async Task<IActionResult> Index(string sort)
    {
        var column = sort switch
        {
            "born" => "BirthDate",
            "seen" => "LastVisit",
            _ => "FamilyName",
        };
        var rows = await _db.Patients
            .FromSqlRaw("SELECT * FROM Patients ORDER BY " + column)
            .ToListAsync();
        return View(rows);
    }

    [HttpGet]
    public async Task<IActionResult> Find(string family)
    {
        var sql = $"SELECT * FROM Patients WHERE FamilyName LIKE '{family}%'";
        var rows = await _db.Patients.FromSqlRaw(sql).ToListAsync();
        return View("Index", rows);
    }

    [HttpGet]
    public async Task<IActionResult> ByWard(string ward)
    {
        var rows = await _db.Patients
            .FromSqlInterpolated($"SELECT * FROM Patients WHERE Ward = {ward}")
            .ToListAsync();
        return View("Index", rows);
    }

    [HttpPost]
    public IActionResult Rename(int id, string fullName)
    {
        if (fullName == null || !FullName.IsMatch(fullName))
        {
            return BadRequest();
        }

        var patient = _db.Patients.Single(p => p.Id == id);
        patient.FullName = fullName;
        _db.SaveChanges();
        return RedirectToAction(nameof(Index));
    }

    [HttpPost]
    public IActionResult SetPhone(int id, string phone)
    {
        if (!Phone.IsMatch(phone ?? ""))
        {
            return BadRequest();
        }

        _db.Patients.Single(p => p.Id == id).Phone = phone;
        _db.SaveChanges();
        return RedirectToAction(nameof(Index));
    }

    [HttpPost]
    [IgnoreAntiforgeryToken]
    public IActionResult Discharge(int id)
    {
        var patient = _db.Patients.Single(p => p.Id == id);
        patient.DischargedAt = DateTime.UtcNow;
        _db.SaveChanges();
        return RedirectToAction(nameof(Index));
    }

    [HttpGet]
    public IActionResult Scan(string file)
    {
        var path = Path.Combine(_scans, file);
        return PhysicalFile(path, "image/png");
    }

    [HttpGet]
    public IActionResult Report(string file)
    {
        var full = Path.GetFullPath(Path.Combine(_scans, file));
        if (!full.StartsWith(_scans + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return NotFound();
        }

        return PhysicalFile(full, "application/pdf");
    }

    [HttpGet]
    public async Task<IActionResult> Photo(string url)
    {
        var client = _clients.CreateClient();
        var bytes = await client.GetByteArrayAsync(url);
        return File(bytes, "image/jpeg");
    }

    [HttpGet]
    public async Task<IActionResult> Insurer(int id)
    {
        var client = _clients.CreateClient();
        var json = await client.GetStringAsync($"https://insurers.example.com/v1/{id}");
        return Content(json, "application/json");
    }

    [HttpGet]
    public IActionResult Return(string returnUrl)
    {
        _logger.LogInformation("return for {User}", User.Identity.Name);
        return Redirect(returnUrl);
    }

    [HttpGet]
    public IActionResult Back(string returnUrl)
    {
        if (Url.IsLocalUrl(returnUrl))
        {
            return Redirect(returnUrl);
        }

        return RedirectToAction(nameof(Index));
    }

    [HttpGet]
    public ContentResult Greeting(string name)
    {
        var html = "<h1>Welcome, " + name + "</h1>";
        return Content(html, "text/html");
    }

    [HttpGet]
    public ContentResult Farewell(string name)
    {
        return Content("<p>Goodbye, " + WebUtility.HtmlEncode(name) + "</p>", "text/html");
    }
}
