using System.Diagnostics;
using Benchmarks.Measurement;
using Benchmarks.Processes;
using Benchmarks.Ranks;
using Reports.Model;
using Schemes;
using Support;

namespace Benchmarks.Tests.Ranks;

public class RankWorldTests
{
    private static readonly (string, string[]) Program = ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll")]);

    private static readonly SuiteOptions Options = new() { Model = "n", ImageSize = 64, BatchSizes = [2], Device = "cpu", Data = "", Threads = 2, ArtifactsPath = "" };

    [GlooFact]
    public void A_rank_that_is_killed_ends_the_others_and_is_named()
    {
        using RankWorld world = RankWorld.Start(RankRequest.World(Options, SchemeCatalog.Baseline, 2, 2), Program);
        world.AwaitReady();
        world.Tell(RankServer.Step);
        Assert.All(world.Answers(), answer => Assert.InRange(answer.PeakAllocatedBytes!.Value, 10_000_000, 400 << 20));

        using (Process victim = Process.GetProcessById(world.ProcessIds[1]))
            victim.Kill();
        world.Tell(RankServer.Step);
        StepFailedException failure = Assert.Throws<StepFailedException>(world.Answers);
        Assert.Equal("rank 1 ended with exit code 137 (signal 9)", failure.Message);
        Assert.Equal(CaseStatus.Failed, failure.Status);
    }

    [GlooFact]
    public void A_rank_that_runs_out_of_memory_says_so()
    {
        using RankWorld world = RankWorld.Start(RankRequest.World(Options with { MemoryBudget = 50 << 20 }, SchemeCatalog.Baseline, 2, 2), Program);
        StepFailedException failure = Assert.Throws<StepFailedException>(() =>
        {
            world.AwaitReady();
            world.Tell(RankServer.Step);
            world.Answers();
        });
        Assert.Equal(CaseStatus.OutOfMemory, failure.Status);
        Assert.Matches(@"^rank \d ended with exit code 4: .*out of memory", failure.Message);
    }

    [Fact]
    public void Ranks_share_threads_memory_and_batch_evenly_or_not_at_all()
    {
        RankRequest[] world = RankRequest.World(Options with { Threads = 5, MemoryBudget = 100 }, SchemeCatalog.Baseline, 4, 2);
        Assert.Equal([0, 1], world.Select(request => request.Rank));
        Assert.All(world, request => Assert.Equal((2, 50), (request.Options.Threads, request.Options.MemoryBudget)));
        Assert.Contains("2 or 4 would do", Assert.Throws<InvalidInputException>(() => RankRequest.World(Options, SchemeCatalog.Baseline, 3, 2)).Message, StringComparison.Ordinal);
    }
}
