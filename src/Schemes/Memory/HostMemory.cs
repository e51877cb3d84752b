using System.Globalization;

namespace Schemes.Memory;

/// <summary>Memory of the machine as far as this process may use it: a container may have less than the machine.</summary>
/// <param name="proc">Folder of the kernel's process information.</param>
/// <param name="cgroup">Folder of the control group.</param>
internal sealed class HostMemory(string proc = "/proc", string cgroup = "/sys/fs/cgroup")
{
    /// <summary>Reads both amounts, in bytes. Page cache counts as free, since it is reclaimed when needed.</summary>
    /// <returns>Free and total bytes of the smaller of the machine's and the container's memory; 0 and 0 if they cannot be read.</returns>
    public (long Free, long Total) Read()
    {
        string information = Path.Combine(proc, "meminfo");
        long total = (Number(information, "MemTotal:") ?? 0) * 1024;
        long free = (Number(information, "MemAvailable:") ?? 0) * 1024;
        if (Number(Path.Combine(cgroup, "memory.max")) is not { } limit || limit <= 0 || limit >= total)
            return (free, total);
        long used = Number(Path.Combine(cgroup, "memory.current")) ?? 0;
        long cache = Number(Path.Combine(cgroup, "memory.stat"), "inactive_file") ?? 0;
        return (Math.Clamp(limit - used + cache, 0, Math.Min(free, limit)), limit);
    }

    // The number behind a key at the beginning of a line; without a key, the file's first word.
    private static long? Number(string file, string key = "")
    {
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                int position = key.Length == 0 ? 0 : 1;
                if (words.Length > position && (position == 0 || words[0] == key))
                    return long.TryParse(words[position], CultureInfo.InvariantCulture, out long number) ? number : null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not every system has control groups.
        }

        return null;
    }
}
