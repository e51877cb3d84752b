using System.Text.Json;
using Benchmarks.Measurement;
using Benchmarks.Processes;
using Reports.Model;

namespace Benchmarks.Ranks;

/// <summary>Ranks that are processes, told what to do by this one. They begin and end together.</summary>
internal sealed class RankWorld : IDisposable
{
    /// <summary>Time in which ranks that have lost another one, or are to end, end by themselves.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly RankProcess[] _ranks;

    private RankWorld(RankProcess[] ranks)
    {
        _ranks = ranks;

        // Those that have lost a rank notice it by their connections, unless they have none yet.
        foreach (RankProcess rank in ranks)
            rank.Failed += () => Task.Delay(Grace).ContinueWith(_ => KillAll(), TaskScheduler.Default);
    }

    /// <summary>Ids of the processes.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _ranks.Select(rank => rank.ProcessId)];

    /// <summary>Starts ranks and waits until each has done what it does alone: now they meet, with this process if it is one of them.</summary>
    /// <param name="requests">Parts of the ranks.</param>
    /// <param name="command">Program and first arguments; null for this program.</param>
    /// <exception cref="StepFailedException">One of them failed.</exception>
    public static RankWorld Start(IEnumerable<RankRequest> requests, (string Program, string[] Arguments)? command = null)
    {
        RankWorld world = new([.. requests.Select(request => new RankProcess(request, command))]);
        try
        {
            world.Expect(RankServer.Meets);
            return world;
        }
        catch
        {
            world.Dispose();
            throw;
        }
    }

    /// <summary>Waits until all ranks take commands.</summary>
    /// <exception cref="StepFailedException">One of them failed.</exception>
    public void AwaitReady() => Expect(RankServer.Ready);

    /// <summary>Gives all ranks a command.</summary>
    public void Tell(string command)
    {
        foreach (RankProcess rank in _ranks)
            rank.Tell(command);
    }

    /// <summary>Reads the answers of all ranks, in their order.</summary>
    /// <exception cref="StepFailedException">A rank has ended.</exception>
    public RankAnswer[] Answers() => [.. ReadLines().Select(line => JsonSerializer.Deserialize<RankAnswer>(line, SuiteOptions.Json)!)];

    /// <summary>Finds the rank that failed first, after another has lost it.</summary>
    /// <returns>The failure of that rank; null if all still run, or none failed of its own.</returns>
    public StepFailedException? Failure()
    {
        DateTime until = DateTime.UtcNow + Grace;
        foreach (RankProcess rank in _ranks)
            rank.WaitForEnd(TimeSpan.FromTicks(Math.Max(1, (until - DateTime.UtcNow).Ticks)));
        RankProcess[] failed = [.. _ranks.Where(rank => rank.ExitCode is not (null or 0))];
        RankProcess? first = failed.FirstOrDefault(rank => rank.ExitCode != RankServer.LostAnother) ?? failed.FirstOrDefault();
        return first is null ? null : new StepFailedException(first.Describe(), first.ExitCode == RankServer.OutOfMemory ? CaseStatus.OutOfMemory : CaseStatus.Failed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RankProcess rank in _ranks)
            rank.Dispose();
    }

    private void KillAll()
    {
        foreach (RankProcess rank in _ranks)
            rank.Kill();
    }

    private void Expect(string line)
    {
        if (ReadLines().FirstOrDefault(read => read != line) is { } other)
            throw new StepFailedException($"'{other}' is not what a rank answers", CaseStatus.Failed);
    }

    private string[] ReadLines()
    {
        string[] lines = [.. _ranks.Select(rank => rank.ReadLine()).OfType<string>()];
        return lines.Length == _ranks.Length ? lines : throw Failure() ?? new StepFailedException("a rank has ended", CaseStatus.Failed);
    }
}
