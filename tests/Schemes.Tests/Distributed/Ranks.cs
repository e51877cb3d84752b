using System.Runtime.ExceptionServices;
using Interop;
using Schemes.Distributed;
using Support;

namespace Schemes.Tests.Distributed;

/// <summary>Runs the ranks of a group as threads of this process.</summary>
internal static class Ranks
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Runs something on a thread of its own. A backward pass that fails leaves tasks in its thread's queue, and with them
    /// tensors, until the thread runs another or ends: not in the middle of a test that counts bytes.
    /// </summary>
    public static void Alone(Action<ProcessGroup> body) => Run(1, group =>
    {
        body(group);
        return 0;
    });

    /// <summary>What each rank came to, by rank. A failure of one is thrown here, the first of them in time.</summary>
    public static T[] Run<T>(int worldSize, Func<ProcessGroup, T> body)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "ranks");
        T[] results = new T[worldSize];
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, worldSize).Select(rank => new Thread(() =>
        {
            try
            {
                // As in processes of their own; and sums do not depend on how many threads a test's own thread has.
                Library.Threads = 1;
                using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
                using ProcessGroup group = ProcessGroup.MeetAtFile(path, rank, worldSize, Timeout);
                results[rank] = body(group);

                // Who leaves early breaks the connections that others still read from.
                group.Barrier();
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
