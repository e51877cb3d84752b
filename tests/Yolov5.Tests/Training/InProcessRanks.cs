using System.Runtime.ExceptionServices;
using Schemes.Distributed;
using Support;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>Ranks as threads of this process, each with a thread of libtorch's.</summary>
internal static class InProcessRanks
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(120);

    /// <summary>Runs a body on every rank and returns the results by rank; a failure of one is thrown here, the first of them in time.</summary>
    /// <param name="worldSize">Number of ranks; 1 runs without a group.</param>
    /// <param name="body">Gets the ranks, null for one alone.</param>
    public static T[] Run<T>(int worldSize, Func<ProcessGroup?, T> body)
    {
        using TemporaryFolder folder = new();
        T[] results = new T[worldSize];
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, worldSize).Select(rank => new Thread(() =>
        {
            try
            {
                set_num_threads(1);
                using TorchSharp.DisposeScope scope = NewDisposeScope();
                using ProcessGroup? group = worldSize == 1 ? null : ProcessGroup.MeetAtFile(folder.File("ranks"), rank, worldSize, Ample);
                results[rank] = body(group);
                group?.Barrier();
            }
#pragma warning disable CA1031 // Thrown again where the test sees it.
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
#pragma warning restore CA1031
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        failure?.Throw();
        return results;
    }
}
