using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Shop.Jobs
{
    public class Worker
    {
        private static List<string> _items = new List<string>();

        // ruleid: csharp-bug-async-void
        public async void Save(Order order)
        {
            await _store.SaveAsync(order);
        }

        public string Load(int id)
        {
            // ruleid: csharp-bug-blocked-on-task
            return _client.GetStringAsync("/x").Result;
        }

        public void Wait()
        {
            // ruleid: csharp-bug-blocked-on-task
            DoAsync().Wait();
            var y = DoAsync().GetAwaiter().GetResult();
        }

        public void Swallow()
        {
            try
            {
                Work();
            }
            // ruleid: csharp-bug-exception-swallowed
            catch (Exception)
            {
            }
        }

        public void Rethrow()
        {
            try { Work(); }
            catch (Exception ex)
            {
                _logger.LogError(ex, "x");
                // ruleid: csharp-bug-stack-trace-lost
                throw ex;
            }
        }

        public void Remove(List<string> names)
        {
            foreach (var name in names)
            {
                // ruleid: csharp-bug-list-changed-in-loop
                if (name == "") names.Remove(name);
            }
        }

        public string Read(string path)
        {
            // ruleid: csharp-bug-not-disposed
            var reader = new StreamReader(path);
            return reader.ReadToEnd();
        }

        public void Lock()
        {
            // ruleid: csharp-bug-lock-shared
            lock (this)
            {
                Work();
            }
            // ruleid: csharp-bug-references-compared
            lock ("name")
            {
            }
        }

        public void Lost()
        {
            // ruleid: csharp-bug-result-dropped
            name.Replace("a", "b");
            // ruleid: csharp-bug-result-dropped
            date.AddDays(1);
            Task.Run(() => Work());
            Math.Max(a, b);
        }

        public bool Cmp(double a, string s)
        {
            // ruleid: csharp-bug-never-equal
            if (s.Equals(null)) return true;
            // ruleid: csharp-bug-never-equal
            return a == double.NaN;
        }

        public string Format()
        {
            // ruleid: csharp-bug-beyond-the-end
            for (int i = 0; i <= _array.Length; i++)
            {
                Use(_array[i]);
            }
            return string.Format("{0} {1}", one);
        }

        public object First(List<int> xs)
        {
            var u = xs.FirstOrDefault(x => x > 3);
            // ruleid: csharp-bug-null-dereference
            return _db.Users.FirstOrDefault(u => u.Id == 3).Name;
        }

        public override bool Equals(object obj) => obj is Worker;

        public void Sleep() { Thread.Sleep(100); }

        public void Throw()
        {
            new ArgumentException("x");
        }

        public async Task SaveOk(Order order)
        {
            await _store.SaveAsync(order);
        }

        private async void OnClick(object sender, EventArgs e)
        {
            await _store.SaveAsync(null);
        }

        public string ReadOk(string path)
        {
            using var reader = new StreamReader(path);
            return reader.ReadToEnd();
        }

        public void RemoveOk(List<string> names)
        {
            foreach (var name in names.ToList())
            {
                // ok: csharp-bug-list-changed-in-loop
                names.Remove(name);
            }
            foreach (var name in names)
            {
                // ok: csharp-bug-list-changed-in-loop
                if (name == "") { names.Remove(name); break; }
            }
        }

        public void SwallowOk()
        {
            try { Work(); }
            catch (OperationCanceledException)
            {
                // stopping
            }
            catch (Exception ex) { _logger.LogError(ex, "x"); throw; }
            // ok: csharp-bug-result-dropped
            name = name.Replace("a", "b");
            // ok: csharp-bug-result-dropped
            var later = date.AddDays(1);
            // ok: csharp-bug-beyond-the-end
            var last = _array[_array.Length - 1];
            // ok: csharp-bug-beyond-the-end
            for (int i = 0; i < _array.Length; i++) { Use(_array[i]); }
            // ok: csharp-bug-lock-shared
            lock (_gate) { Work(); }
            // ok: csharp-bug-lock-shared
            lock (_other) { Work(); }
            // ok: csharp-bug-null-dereference
            var user = _db.Users.FirstOrDefault(u => u.Id == 3)?.Name;
            // ok: csharp-bug-null-dereference
            var found = _db.Users.First(u => u.Id == 3).Name;
            // ok: csharp-bug-never-equal
            if (double.IsNaN(a) || name == null) { return; }
            // ok: csharp-bug-never-equal
            if (name != "a" && name != "b") { throw new ArgumentException("x"); }
        }

        public void Mended(List<User> users)
        {
            foreach (var user in users)
            {
                // ruleid: csharp-bug-list-changed-in-loop
                users.Add(user.Copy());
            }
            // ruleid: csharp-bug-lock-shared
            lock (typeof(Worker)) { Work(); }
            // ruleid: csharp-bug-null-dereference
            var name = users.SingleOrDefault(u => u.Id == 1).Name;
            // ruleid: csharp-bug-beyond-the-end
            for (int i = 0; i <= users.Count; i++) { Use(users[i]); }
        }
    }
}
