using Schemes.Memory;
using Support;

namespace Schemes.Tests.Memory;

public sealed class HostMemoryTests : IDisposable
{
    private const long GiB = 1 << 30;
    private readonly TemporaryFolder _folder = new();

    public HostMemoryTests() => Write("meminfo", "MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:    8388608 kB\n");

    [Fact]
    public void Without_a_limit_the_machines_memory_counts()
    {
        Assert.Equal((8 * GiB, 16 * GiB), Read());
        Write("memory.max", "max\n");
        Assert.Equal((8 * GiB, 16 * GiB), Read());
        Write("memory.max", $"{64 * GiB}\n");
        Assert.Equal((8 * GiB, 16 * GiB), Read());
    }

    [Theory]
    [InlineData(3, 0, 1)]
    [InlineData(3, 2, 3)]
    [InlineData(5, 0, 0)]
    [InlineData(0, 0, 4)]
    public void A_containers_limit_counts_where_it_is_lower(long used, long cache, long free)
    {
        Write("memory.max", $"{4 * GiB}\n");
        Write("memory.current", $"{used * GiB}\n");
        Write("memory.stat", $"anon 5\ninactive_file {cache * GiB}\nactive_file 7\n");

        Assert.Equal((free * GiB, 4 * GiB), Read());
    }

    [Fact]
    public void A_container_has_no_more_left_than_the_machine()
    {
        Write("memory.max", $"{12 * GiB}\n");

        Assert.Equal((8 * GiB, 12 * GiB), Read());
    }

    [Fact]
    public void Files_that_are_missing_or_damaged_end_in_no_error()
    {
        Write("meminfo", "MemTotal: many\n\nMemAvailable:\n");
        Assert.Equal((0, 0), Read());
        Assert.Equal((0, 0), new HostMemory(Path.Combine(_folder.Path, "none"), _folder.Path).Read());
    }

    [Fact]
    public void This_machine_has_memory()
    {
        (long free, long total) = new HostMemory().Read();

        Assert.InRange(free, 1, total);
    }

    public void Dispose() => _folder.Dispose();

    private (long Free, long Total) Read() => new HostMemory(_folder.Path, _folder.Path).Read();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);
}
