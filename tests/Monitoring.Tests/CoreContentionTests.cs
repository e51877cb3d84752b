using Support;

namespace Monitoring.Tests;

public sealed class CoreContentionTests : IDisposable
{
    private readonly TemporaryFolder _proc = new();

    public void Dispose() => _proc.Dispose();

    [Theory]
    [InlineData(2, 100, 0, 0)] // the other core is idle, and one is enough for this process and its child
    [InlineData(2, 100, 50, 0.25)]
    [InlineData(1, 100, 50, 0)]
    [InlineData(1, 0, 150, 0.5)]
    public void What_others_take_from_the_wanted_cores_is_counted(int threads, int own, int others, double expected)
    {
        Write(0, 0);
        CoreContention contention = new(_proc.Path, 10, threads);
        Write(own, others);

        Assert.Equal(expected, contention.Read()!.Value, 3);
    }

    [Fact]
    public void Without_time_or_files_nothing_is_known()
    {
        Assert.Null(new CoreContention(_proc.Path, 10, 2).Read());
        Write(0, 0);
        Assert.Null(new CoreContention(_proc.Path, 10, 2).Read());
    }

    // 100 ticks on each of two cores; a third one is not allowed. Process 11 is a child of process 10, whose own name is awkward.
    private void Write(int own, int others)
    {
        int start = own + others == 0 ? 0 : 100, busy = own + others;
        foreach (string id in new[] { "10", "11", "12" })
            Directory.CreateDirectory(_proc.File(id));
        File.WriteAllText(_proc.File("stat"), $"cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 {Math.Min(busy, 100)} 0 0 {start - Math.Min(busy, 100)} 0 0 0 0\ncpu1 {busy - Math.Min(busy, 100)} 0 0 {start - busy + Math.Min(busy, 100)} 0 0 0 0\ncpu2 {start} 0 0 0 0 0 0 0\nintr 1\n");
        File.WriteAllText(_proc.File("10/status"), "Name:\tx\nCpus_allowed_list:\t0-1\n");
        File.WriteAllText(_proc.File("10/stat"), $"10 (a ) b) S 1 1 1 0 -1 0 0 0 0 0 {own / 2} 0 0 0 20\n");
        File.WriteAllText(_proc.File("11/stat"), $"11 (child) S 10 1 1 0 -1 0 0 0 0 0 0 {own - (own / 2)} 0 0 20\n");
        File.WriteAllText(_proc.File("12/stat"), $"12 (other) S 1 1 1 0 -1 0 0 0 0 0 {others} 0 0 0 20\n");
    }
}
