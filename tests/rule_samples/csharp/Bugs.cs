public class Bugs
{
    // ruleid: csharp-bug-async-void
    public async void Save(Order order)
    {
        await _db.SaveAsync(order);
    }

    // ruleid: csharp-bug-async-void
    private static async void Refresh()
    {
        await Task.Delay(1);
    }

    // ok: csharp-bug-async-void
    private async void Button_Click(object sender, EventArgs e)
    {
        await Task.Delay(1);
    }

    // ok: csharp-bug-async-void
    public async Task SaveLater()
    {
        await Task.Delay(1);
    }

    public string Block(HttpClient client)
    {
        // ruleid: csharp-bug-blocked-on-task
        var text = client.GetStringAsync("https://example.com").Result;
        // ruleid: csharp-bug-blocked-on-task
        SaveAsync().Wait();
        // ok: csharp-bug-blocked-on-task
        var rows = query.Result;
        // ok: csharp-bug-blocked-on-task
        return Compute().Result;
    }

    public void Rethrow()
    {
        try
        {
            Work();
        }
        catch (IOException e)
        {
            Log(e);
            // ruleid: csharp-bug-stack-trace-lost
            throw e;
        }
        try
        {
            Work();
        }
        catch (Exception error)
        {
            // ruleid: csharp-bug-stack-trace-lost
            throw error;
        }
        try
        {
            Work();
        }
        catch (IOException e)
        {
            if (e.HResult > 0)
            {
                // ok: csharp-bug-stack-trace-lost
                throw;
            }
            // ok: csharp-bug-stack-trace-lost
            throw new OrderException("failed", e);
        }
    }

    public void Swallow()
    {
        try
        {
            Work();
        }
        // ruleid: csharp-bug-exception-swallowed
        catch (Exception e)
        {
        }
        try
        {
            Work();
        }
        // ruleid: csharp-bug-exception-swallowed
        catch
        {
        }
        // ok: csharp-bug-exception-swallowed
        try
        {
            Work();
        }
        catch (Exception e)
        {
            Log(e);
        }
        // ok: csharp-bug-exception-swallowed
        try
        {
            Work();
        }
        catch (OperationCanceledException)
        {
        }
    }

    public string Open(string file)
    {
        // ruleid: csharp-bug-not-disposed
        var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    public void Connect(string dsn)
    {
        // ruleid: csharp-bug-not-disposed
        SqlConnection connection = new SqlConnection(dsn);
        connection.Open();
        connection.Execute("DELETE FROM t");
    }

    public string Closed(string file)
    {
        // ok: csharp-bug-not-disposed
        using var reader = new StreamReader(file);
        // ok: csharp-bug-not-disposed
        using (var other = new StreamReader(file))
        {
            return other.ReadToEnd();
        }
    }

    public Stream Handed(string file)
    {
        // ok: csharp-bug-not-disposed
        var stream = new FileStream(file, FileMode.Open);
        return stream;
    }

    public void Compare(object a, object b)
    {
        // ruleid: csharp-bug-references-compared
        if ((object)a == (object)b) { }
        // ruleid: csharp-bug-references-compared
        lock ("name") { }
        // ok: csharp-bug-references-compared
        if (a.Equals(b)) { }
        // ok: csharp-bug-references-compared
        lock (_gate) { }
    }
}
