using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Schemes.Distributed;
using Support;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

/// <summary>Runs the ranks of a group as threads of this process.</summary>
internal static class Ranks
{
    public static readonly TimeSpan Ample = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Runs something on a thread of its own. A backward pass that fails leaves tasks in its thread's queue, and with them
    /// tensors, until the thread runs another or ends: not in the middle of a test that counts bytes.
    /// </summary>
    public static void Alone(Action<ProcessGroup> body) => Run(1, group =>
    {
        body(group);
        return 0;
    });

    /// <summary>Runs a body on every rank and returns the results by rank. A failure of one is thrown here, the first of them in time.</summary>
    public static T[] Run<T>(int worldSize, Func<ProcessGroup, T> body) => Run(worldSize, Ample, group =>
    {
        T result = body(group);

        // A rank that leaves early breaks connections that others still read from.
        group.Barrier();
        return result;
    });

    /// <summary>Does the same; one rank has no group, as in the program.</summary>
    public static T[] RunAsProgram<T>(int worldSize, Func<ProcessGroup?, T> body) => worldSize == 1 ? Each(1, _ => body(null)) : Run<T>(worldSize, body);

    /// <summary>Does the same without a barrier at the end, for groups that do not get that far.</summary>
    public static T[] Run<T>(int worldSize, TimeSpan timeout, Func<ProcessGroup, T> body)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "ranks");
        return Each(worldSize, rank =>
        {
            using ProcessGroup group = ProcessGroup.MeetAtFile(path, rank, worldSize, timeout);
            return body(group);
        });
    }

    /// <summary>Runs something on a thread a rank, with a scope of its own.</summary>
    public static T[] Each<T>(int worldSize, Func<int, T> body)
    {
        T[] results = new T[worldSize];
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, worldSize).Select(rank => new Thread(() =>
        {
            try
            {
                // As in processes of their own; and sums do not depend on how many threads a test's own thread has.
                set_num_threads(1);
                using TorchSharp.DisposeScope scope = NewDisposeScope();
                results[rank] = body(rank);
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

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static float[] Floats(Tensor tensor)
    {
        using Tensor single = tensor.to(ScalarType.Float32).contiguous();
        return [.. single.data<float>().ToArray()];
    }
}
