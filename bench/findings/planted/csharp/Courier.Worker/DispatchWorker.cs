using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Courier.Worker;

public sealed class DispatchWorker : BackgroundService
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["pickup"] = typeof(Pickup),
        ["drop"] = typeof(Drop),
    };

    private readonly IModel _channel;
    private readonly HttpClient _http;
    private readonly ILogger<DispatchWorker> _logger;
    private readonly IRouteStore _routes;

    public DispatchWorker(IModel channel, HttpClient http, ILogger<DispatchWorker> logger, IRouteStore routes)
    {
        (_channel, _http, _logger, _routes) = (channel, http, logger, routes);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var consumer = new EventingBasicConsumer(_channel);
        consumer.Received += (_, delivery) =>
        {
            var text = Encoding.UTF8.GetString(delivery.Body.ToArray());
            var job = JsonConvert.DeserializeObject<object>(text, new JsonSerializerSettings
            {
                TypeNameHandling = TypeNameHandling.All,
            });
            _logger.LogInformation("job {Kind}", job?.GetType().Name);
            _channel.BasicAck(delivery.DeliveryTag, false);
        };
        _channel.BasicConsume("dispatch", false, consumer);
        return Task.CompletedTask;
    }

    public object? Parse(string kind, string text)
    {
        return Kinds.TryGetValue(kind, out var type)
            ? System.Text.Json.JsonSerializer.Deserialize(text, type)
            : null;
    }

    public async Task Handle(JsonElement message)
    {
        var hook = message.GetProperty("callback").GetString()!;
        var id = message.GetProperty("id").GetInt64();
        await Announce(hook, id);
    }

    private async Task Announce(string hook, long id)
    {
        var target = new UriBuilder(hook) { Query = "id=" + id }.Uri;
        using var answer = await _http.PostAsync(target, null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task AnnounceRegional(JsonElement message)
    {
        var host = message.GetProperty("region").GetString() switch
        {
            "eu" => "hooks-eu.example.com",
            "us" => "hooks-us.example.com",
            _ => throw new ArgumentException("region"),
        };
        using var answer = await _http.PostAsync($"https://{host}/dispatch", null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task Status(string line)
    {
        var name = line.Split(' ')[0];
        var path = Path.Combine("/var/lib/courier", name + ".json");
        await File.WriteAllTextAsync(path, line);
    }

    public async Task Listen(TcpListener listener, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(token);
            using var reader = new StreamReader(client.GetStream());
            var line = await reader.ReadLineAsync(token);
            if (line != null)
            {
                await Status(line);
            }
        }
    }

    public async Task Snapshot(Guid courier, string line)
    {
        await File.WriteAllTextAsync(Path.Combine("/var/lib/courier", courier.ToString("N") + ".json"), line);
    }

    public void Requeue(ulong tag)
    {
        try
        {
            _channel.BasicNack(tag, false, true);
        }
        catch (Exception)
        {
        }
    }

    public async Task<bool> Store(Route route)
    {
        try
        {
            await _routes.SaveAsync(route);
            return true;
        }
        catch (TimeoutException e)
        {
            _logger.LogWarning(e, "route {Id} not stored", route.Id);
            return false;
        }
    }

    public async Task Finish(Route route)
    {
        route.FinishedAt = DateTimeOffset.UtcNow;
        _routes.SaveAsync(route);
        _logger.LogInformation("route {Id} finished", route.Id);
        await _http.GetAsync($"https://metrics.example.com/finish/{route.Id}");
    }

    public Task Touch(Route route)
    {
        route.TouchedAt = DateTimeOffset.UtcNow;
        return _routes.SaveAsync(route);
    }

    public string Checksum(string file)
    {
        var stream = File.OpenRead(file);
        var buffer = new byte[4096];
        uint sum = 0;
        int read;
        while ((read = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                sum = (sum << 1 | sum >> 31) ^ buffer[i];
            }
        }

        return sum.ToString("x8");
    }

    public long Size(string file)
    {
        using var stream = File.OpenRead(file);
        return stream.Length;
    }

    public bool SameStop(Stop a, Stop b)
    {
        return a.Street == b.Street && a.Number == a.Number;
    }

    public bool SameDoor(Stop a, Stop b)
    {
        return a.Number == b.Number && a.Door == b.Door;
    }

    public void Note(string courier, string token)
    {
        Console.WriteLine($"courier={courier} bearer={token}");
    }
}
