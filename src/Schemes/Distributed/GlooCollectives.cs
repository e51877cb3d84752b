using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using LibTorch.Stable;
using Schemes.Distributed.Meeting;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>Collectives on CPUs, over Gloo. A thread of the group runs them one after the other, in the order in which they were started.</summary>
internal sealed unsafe class GlooCollectives : ICollectives
{
    /// <summary>Time beyond a collective's own time-out after which it is taken to hang.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly GlooLibrary _gloo = GlooLibrary.Instance;
    private readonly Lock _life = new();
    private readonly int _rank;
    private readonly int _worldSize;
    private readonly TimeSpan _timeout;
    private readonly BlockingCollection<Call> _calls = [];
    private readonly Thread _worker;
    private nint _group;
    private int _pending;
    private bool _disposed;
    private string _abandoned = "the group was disposed";
    private CollectiveException? _failure;
    private CollectiveTimes? _times;

    /// <exception cref="CollectiveException">A rank cannot be connected to.</exception>
    /// <exception cref="DllNotFoundException">The library is not built.</exception>
    public GlooCollectives(MeetingOfRanks meeting, TimeSpan timeout)
    {
        _rank = meeting.Rank;
        _worldSize = meeting.WorldSize;
        _timeout = timeout;
        _group = _gloo.New(_rank, _worldSize);
        try
        {
            Connect(meeting);
        }
        catch
        {
            _gloo.Close(_group);
            throw;
        }

        _worker = new Thread(Work) { IsBackground = true, Name = "collectives" };
        _worker.Start();
    }

    private long Milliseconds => (long)_timeout.TotalMilliseconds;

    public CollectiveTimes RecordTimes() => _times ??= new CollectiveTimes();

    public Work AllReduce(Tensor values, Reduction reduction)
    {
        (long count, int type) = (values.numel(), (int)values.dtype);
        return Start("all_reduce", [values], memory => _gloo.AllReduce(_group, memory[0], count, type, (int)reduction, Milliseconds));
    }

    public Work ReduceScatter(Tensor share, Tensor whole, Reduction reduction)
    {
        (long count, int type) = (share.numel(), (int)share.dtype);
        return Start("reduce_scatter", [share, whole], memory =>
            _gloo.ReduceScatter(_group, memory[0], memory[1], count, type, (int)reduction, Milliseconds));
    }

    public Work AllGather(Tensor whole, Tensor share)
    {
        long bytes = share.numel() * share.element_size();
        return Start("all_gather", [whole, share], memory => _gloo.AllGather(_group, memory[0], memory[1], bytes, Milliseconds));
    }

    public Work Broadcast(Tensor values, int root)
    {
        long bytes = values.numel() * values.element_size();
        return Start("broadcast", [values], memory => _gloo.Broadcast(_group, memory[0], bytes, root, Milliseconds));
    }

    public Work Barrier() => Start("barrier", [], _ => _gloo.Barrier(_group, Milliseconds));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _calls.CompleteAdding();
        if (Volatile.Read(ref _pending) > 0)
            Abort();

        // A collective that hangs all the same is abandoned.
        if (!_worker.Join(Grace))
            return;
        lock (_life)
        {
            _gloo.Close(_group);
            _group = 0;
        }

        _calls.Dispose();
    }

    private void Connect(MeetingOfRanks meeting)
    {
        string networkInterface = Environment.GetEnvironmentVariable("GLOO_SOCKET_IFNAME") ?? "";
        fixed (byte* host = Terminated(meeting.Address), name = Terminated(networkInterface))
            Check("rendezvous", _gloo.Listen(_group, host, name, meeting.Deadline.Milliseconds));
        int[] peers = [.. Enumerable.Range(0, _worldSize).Where(peer => peer != _rank)];
        foreach (int peer in peers)
        {
            int length;
            byte* address = _gloo.Address(_group, peer, &length);
            meeting.Set($"gloo/{_rank}/{peer}", new ReadOnlySpan<byte>(address, length));
        }

        // All first: a rank that has died by now is noticed here, while Gloo would wait for it.
        byte[][] addresses = [.. peers.Select(peer => meeting.Get($"gloo/{peer}/{_rank}"))];
        foreach ((int peer, byte[] bytes) in peers.Zip(addresses))
        {
            fixed (byte* address = bytes)
                Check("rendezvous", _gloo.Connect(_group, peer, address, bytes.Length));
        }

        Check("rendezvous", _gloo.Ready(_group));

        // Rank 0 removes the meeting place when all ranks have exchanged everything.
        Check("rendezvous", _gloo.Barrier(_group, meeting.Deadline.Milliseconds));
    }

    private Work Start(string operation, Tensor[] tensors, Func<nint[], int> collective)
    {
        // The caller may dispose its tensors meanwhile, and end its scope; their memory is needed to the end. The thread that runs the
        // collective disposes them, and a scope is its own thread's alone.
        Tensor[] kept = [.. tensors.Select(static tensor => TensorMemory.Alias(tensor).DetachFromDisposeScope())];
        nint[] memory = [.. kept.Select(TensorMemory.Address)];
        CollectiveTiming? timing = _times is { } times ? new CollectiveTiming(times, operation, kept.Length == 0 ? 0 : kept.Max(tensor => tensor.numel() * tensor.element_size())) : null;
        Call call = new(operation, kept, () => collective(memory), timing, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Increment(ref _pending);
        _calls.Add(call);
        Task<CollectiveException?> ended = call.Ended.Task;
        return new Work(
            timeout =>
            {
                TimeSpan limit = timeout ?? ((Volatile.Read(ref _pending) + 1) * _timeout) + Grace;
                if (!ended.Wait((int)Math.Min(limit.TotalMilliseconds, int.MaxValue)))
                    return false;
                if (ended.Result is { } failure)
                    ExceptionDispatchInfo.Throw(failure);
                return true;
            },
            timeout =>
            {
                CollectiveException failure = Failure(operation, $"it did not end within {(timeout ?? _timeout).TotalMilliseconds:0} ms, and the group was aborted");
                _abandoned = failure.Message;
                Abort();
                return failure;
            })
        {
            Timing = timing,
        };
    }

    private void Work()
    {
        foreach (Call call in _calls.GetConsumingEnumerable())
        {
            CollectiveException? failure = null;
            try
            {
                if (_failure is { } earlier)
                    throw Failure(call.Operation, $"the group cannot be used after this error: {earlier.Message}", earlier.Missing);
                long began = call.Timing is null ? 0 : Stopwatch.GetTimestamp();
                Check(call.Operation, call.Run());
                call.Timing?.Ran(Stopwatch.GetTimestamp() - began);
            }
            catch (CollectiveException exception)
            {
                failure = exception;
                _failure ??= exception;
            }

            foreach (Tensor tensor in call.Tensors)
                tensor.Dispose();
            Interlocked.Decrement(ref _pending);
            call.Ended.SetResult(failure);
        }
    }

    private void Abort()
    {
        lock (_life)
        {
            if (_group != 0)
                _gloo.Abort(_group);
        }
    }

    private void Check(string operation, int code)
    {
        if (code == GlooLibrary.Ok)
            return;
        int[] missing = [.. Enumerable.Range(0, _worldSize).Where(rank => _gloo.Missing(_group, rank) != 0)];
        string text = Marshal.PtrToStringUTF8((nint)_gloo.Error(_group)) ?? "";
        string ranks = (missing.Length == 1 ? "rank " : "ranks ") + string.Join(", ", missing);
        throw Failure(operation, code switch
        {
            GlooLibrary.TimedOut => $"timed out after {Milliseconds} ms: {ranks} did not call it, or with another size",
            GlooLibrary.Aborted => _abandoned,
            _ when missing.Length > 0 => $"the connection to {ranks} failed: {text}",
            _ => text,
        }, missing);
    }

    private CollectiveException Failure(string operation, string reason, IReadOnlyList<int>? missing = null) =>
        new(operation, _rank, _worldSize, reason, missing);

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private sealed record Call(string Operation, Tensor[] Tensors, Func<int> Run, CollectiveTiming? Timing, TaskCompletionSource<CollectiveException?> Ended);
}
