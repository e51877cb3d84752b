using System.Globalization;

namespace Monitoring;

/// <summary>
/// Share of the processor time that other processes take from this one and its children, as Linux counts it in /proc. Only the cores that this
/// process may use are considered; time that a hypervisor takes counts as taken.
/// </summary>
public sealed class CoreContention
{
    private const int UserToSteal = 8;

    private readonly string _proc;
    private readonly int _process;
    private readonly int _threads;
    private (long Busy, long All, long Own, int Cores)? _last;

    /// <summary>Begins to count.</summary>
    /// <param name="threads">Cores that this process and its children want at a time.</param>
    public CoreContention(int threads)
        : this("/proc", Environment.ProcessId, threads)
    {
    }

    /// <summary>Counts from files that are elsewhere.</summary>
    internal CoreContention(string proc, int process, int threads)
    {
        _proc = proc;
        _process = process;
        _threads = threads;
        _last = Count();
    }

    /// <summary>Share of the wanted processor time that others took since the last reading, 0..1; null where that is not known, or no time has passed.</summary>
    public double? Read()
    {
        if (_last is not { } last || Count() is not { } now || now.All <= last.All)
            return null;
        _last = now;
        double others = Math.Max(0, now.Busy - last.Busy - (now.Own - last.Own)) / (double)(now.All - last.All) * now.Cores;
        int wanted = Math.Min(_threads, now.Cores);
        return Math.Clamp((others - (now.Cores - wanted)) / wanted, 0, 1);
    }

    private (long Busy, long All, long Own, int Cores)? Count()
    {
        try
        {
            HashSet<string> allowed = [.. Allowed().Select(core => string.Create(CultureInfo.InvariantCulture, $"cpu{core}"))];
            long busy = 0, all = 0;
            int cores = 0;
            foreach (string line in File.ReadLines(Path.Combine(_proc, "stat")).TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)))
            {
                // "cpu0", then ticks of user, nice, system, idle, iowait, irq, softirq, steal.
                string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (!allowed.Contains(parts[0]))
                    continue;
                long[] ticks = [.. parts.Skip(1).Take(UserToSteal).Select(Number)];
                all += ticks.Sum();
                busy += ticks.Sum() - ticks[3] - ticks[4];
                cores++;
            }

            return cores == 0 ? null : (busy, all, Own(), cores);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // "Cpus_allowed_list:	0-3,8".
    private IEnumerable<int> Allowed()
    {
        const string Key = "Cpus_allowed_list:";
        string? line = File.ReadLines(Path.Combine(_proc, Text(_process), "status")).FirstOrDefault(each => each.StartsWith(Key, StringComparison.Ordinal));
        foreach (string range in line?[Key.Length..].Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            int[] ends = [.. range.Split('-').Select(end => (int)Number(end))];
            for (int core = ends[0]; core <= ends[^1]; core++)
                yield return core;
        }
    }

    // This process, its ended children, and everything that descends from it.
    private long Own()
    {
        Dictionary<int, (int Parent, long Ticks)> processes = [];
        foreach (string folder in Directory.EnumerateDirectories(_proc))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Process(folder) is { } process)
                processes[id] = process;
        }

        long ticks = 0;
        foreach (int id in processes.Keys)
        {
            int ancestor = id;
            while (ancestor != _process && processes.TryGetValue(ancestor, out var next))
                ancestor = next.Parent;
            if (ancestor == _process)
                ticks += processes[id].Ticks;
        }

        return ticks;
    }

    // Behind the name in parentheses: state, parent; the 12th to the 15th number are the ticks of the process and of its ended children.
    private static (int Parent, long Ticks)? Process(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] parts = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return ((int)Number(parts[1]), parts[11..15].Sum(Number));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
