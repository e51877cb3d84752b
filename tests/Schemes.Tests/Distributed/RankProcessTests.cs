using System.Diagnostics;
using System.Globalization;
using Support;

namespace Schemes.Tests.Distributed;

/// <summary>Ranks as processes, each started with the variables that torchrun sets.</summary>
public class RankProcessTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(100);

    [GlooFact]
    public void Processes_add_up()
    {
        using Ranks ranks = new(3, count: 100_000, steps: 5);
        Assert.Equal([0, 0, 0], ranks.ExitCodes());
    }

    [GlooTheory]
    [InlineData(100, 1)]
    [InlineData(4_000_000, 2)]
    [InlineData(4_000_000, 3)]
    public void A_rank_that_is_killed_ends_the_others_long_before_the_time_out(long count, int seed)
    {
        using Ranks ranks = new(3, count, steps: 1_000_000);
        Random random = new(seed);
        int victim = random.Next(3);
        ranks.WaitForSteps((victim + 1) % 3, random.Next(1, 20));
        ranks.Kill(victim);
        Stopwatch watch = Stopwatch.StartNew();
        int[] codes = ranks.ExitCodes();

        Assert.Equal(Enumerable.Range(0, 3).Select(rank => rank == victim ? 128 + 9 : 3), codes);
        Assert.True(watch.Elapsed < Ample / 2, $"after {watch.Elapsed}");
        string[] messages = [.. Enumerable.Range(0, 3).Where(rank => rank != victim).Select(ranks.Error)];
        Assert.All(messages, message => Assert.Matches(@"^all_reduce failed on rank \d of 3: the connection to ranks? [0-2]", message));
        Assert.Contains(messages, message => message.Contains(victim.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    private sealed class Ranks : IDisposable
    {
        private readonly Process[] _processes;
        private readonly Task<string>[] _errors;

        public Ranks(int worldSize, long count, int steps)
        {
            int port = Distributed.Ranks.FreePort();
            _processes = [.. Enumerable.Range(0, worldSize).Select(rank =>
            {
                ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "RankProgram.dll"), Text(count), Text(steps)])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                start.Environment["RANK"] = start.Environment["LOCAL_RANK"] = Text(rank);
                start.Environment["WORLD_SIZE"] = Text(worldSize);
                start.Environment["MASTER_ADDR"] = "127.0.0.1";
                start.Environment["MASTER_PORT"] = Text(port);
                start.Environment["OMP_NUM_THREADS"] = "1";
                return Process.Start(start)!;
            })];
            _errors = [.. _processes.Select(process => process.StandardError.ReadToEndAsync())];

            static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
        }

        public void WaitForSteps(int rank, int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                if (_processes[rank].StandardOutput.ReadLine() is null)
                    Assert.Fail(Error(rank));
            }
        }

        public void Kill(int rank) => _processes[rank].Kill();

        public string Error(int rank) => _errors[rank].GetAwaiter().GetResult();

        public int[] ExitCodes()
        {
            Task[] outputs = [.. _processes.Select(process => process.StandardOutput.ReadToEndAsync())];
            Assert.True(Task.WaitAll(outputs, Ample), "a rank hangs");
            return [.. _processes.Select(process =>
            {
                process.WaitForExit();
                return process.ExitCode;
            })];
        }

        public void Dispose()
        {
            foreach (Process process in _processes)
            {
                if (!process.HasExited)
                    process.Kill();
                process.Dispose();
            }
        }
    }
}
