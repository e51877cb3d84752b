namespace Yolov5.Cli.Commands.Launch;

/// <summary>The ranks of this machine: they end together.</summary>
internal sealed class RankProcesses(IReadOnlyList<RankProcess> ranks) : IDisposable
{
    /// <summary>Exit code of a rank that ended because it lost another one.</summary>
    public const int LostAnother = 3;

    // Ranks notice a lost one by its connections, and end by themselves.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Waits until all have ended; when one fails, the others are ended too.</summary>
    /// <param name="stop">Stops all after the batch in hand.</param>
    /// <returns>The rank that failed first, of its own; null if none did.</returns>
    public RankProcess? Wait(CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(() =>
        {
            foreach (RankProcess rank in ranks)
                rank.Stop();
        });
        List<Task<RankProcess>> running = [.. ranks.Select(rank => rank.Ended)];
        List<RankProcess> failed = [];
        DateTime? until = null;
        bool killed = false;
        while (running.Count > 0)
        {
            TimeSpan left = until is { } end ? end - DateTime.UtcNow : Timeout.InfiniteTimeSpan;
            int ended = until is not null && left <= TimeSpan.Zero ? -1 : Task.WaitAny([.. running], left);
            if (ended < 0)
            {
                foreach (RankProcess rank in ranks)
                    rank.Kill();
                (until, killed) = (null, true);
                continue;
            }

            RankProcess done = running[ended].Result;
            running.RemoveAt(ended);
            if (done.ExitCode == 0 || killed)
                continue;
            failed.Add(done);
            if (failed.Count == 1 && !stop.IsCancellationRequested)
                until = DateTime.UtcNow + Grace;
        }

        return failed.FirstOrDefault(rank => rank.ExitCode != LostAnother) ?? failed.FirstOrDefault();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RankProcess rank in ranks)
        {
            rank.Kill();
            rank.Dispose();
        }
    }
}
