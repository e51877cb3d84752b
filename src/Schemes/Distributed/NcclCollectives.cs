using System.Diagnostics;
using System.Runtime.InteropServices;
using LibTorch.Stable;
using Schemes.Distributed.Meeting;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>
/// Collectives on GPUs, over NCCL, on the device's current stream: a kernel that is queued later sees their results without
/// waiting on the host. <see cref="Work.Wait()"/> blocks the host, and notices errors and time-outs. The order of a sum is
/// NCCL's. Not yet run: no machine with two GPUs was at hand.
/// </summary>
internal sealed unsafe class NcclCollectives : ICollectives
{
    private readonly NcclLibrary _nccl = NcclLibrary.Instance;
    private readonly int _rank;
    private readonly int _worldSize;
    private readonly int _device;
    private readonly TimeSpan _timeout;
    private nint _comm;
    private CollectiveException? _failure;

    /// <exception cref="CollectiveException">NCCL cannot connect the ranks.</exception>
    /// <exception cref="DllNotFoundException">NCCL is not here.</exception>
    public NcclCollectives(MeetingOfRanks meeting, TimeSpan timeout, int device)
    {
        _rank = meeting.Rank;
        _worldSize = meeting.WorldSize;
        _device = device;
        _timeout = timeout;
        NcclLibrary.UniqueId id;
        if (_rank == 0)
        {
            Check("rendezvous", _nccl.GetUniqueId(&id));
            meeting.Set("nccl", new ReadOnlySpan<byte>(&id, sizeof(NcclLibrary.UniqueId)));
        }
        else
        {
            meeting.Get("nccl").CopyTo(new Span<byte>(&id, sizeof(NcclLibrary.UniqueId)));
        }

        // NCCL waits for the ranks without a time-out of its own.
        nint comm = 0;
        int code = 0;
        NcclLibrary.UniqueId everyones = id;
        Thread initialise = new(() => WithDevice(() =>
        {
            nint made;
            code = _nccl.CommInitRank(&made, _worldSize, everyones, _rank);
            comm = made;
        }));
        initialise.IsBackground = true;
        initialise.Start();
        if (!initialise.Join(meeting.Deadline.Milliseconds))
            throw Failure("rendezvous", $"NCCL did not connect the ranks within {meeting.Deadline.Timeout.TotalMilliseconds:0} ms");
        Check("rendezvous", code);
        _comm = comm;
    }

    public CollectiveTimes RecordTimes() => throw new NotSupportedException("Collectives on GPUs take their turn on the device's stream; the host does not see their times.");

    public Work AllReduce(Tensor values, Reduction reduction) => Launch("all_reduce", [values], (memory, stream) =>
        _nccl.AllReduce(memory[0], memory[0], (nuint)values.numel(), TypeOf(values), OperationOf(reduction), _comm, stream));

    public Work ReduceScatter(Tensor share, Tensor whole, Reduction reduction) => Launch("reduce_scatter", [share, whole], (memory, stream) =>
        _nccl.ReduceScatter(memory[1], memory[0], (nuint)share.numel(), TypeOf(share), OperationOf(reduction), _comm, stream));

    public Work AllGather(Tensor whole, Tensor share) => Launch("all_gather", [whole, share], (memory, stream) =>
        _nccl.AllGather(memory[1], memory[0], (nuint)share.numel(), TypeOf(share), _comm, stream));

    public Work Broadcast(Tensor values, int root) => Launch("broadcast", [values], (memory, stream) =>
        _nccl.Broadcast(memory[0], memory[0], (nuint)values.numel(), TypeOf(values), root, _comm, stream));

    public Work Barrier()
    {
        using Tensor nothing = zeros(1, device: new Device(DeviceType.CUDA, _device));
        return Launch("barrier", [nothing], (memory, stream) =>
            _nccl.AllReduce(memory[0], memory[0], 1, TypeOf(nothing), OperationOf(Reduction.Sum), _comm, stream));
    }

    public void Dispose()
    {
        nint comm = Interlocked.Exchange(ref _comm, 0);
        if (comm != 0)
            WithDevice(() => _ = _failure is null ? _nccl.CommDestroy(comm) : _nccl.CommAbort(comm));
    }

    private Work Launch(string operation, Tensor[] tensors, Func<nint[], nint, int> collective)
    {
        if (_failure is { } earlier)
            throw Failure(operation, $"the group cannot be used after this error: {earlier.Message}");
        Tensor[] kept = [.. tensors.Select(static tensor => TensorMemory.Alias(tensor).DetachFromDisposeScope())];
        nint[] memory = [.. kept.Select(TensorMemory.Address)];
        nint stream = 0;
        WithDevice(() =>
        {
            nint current;
            if (_nccl.CurrentStream(_device, &current) != 0)
                throw new InvalidOperationException($"libtorch has no current stream on CUDA device {_device}.");
            stream = current;
            Check(operation, collective(memory, stream));
        });
        return new Work(timeout => Wait(operation, kept, stream, timeout ?? _timeout),
            timeout => Abort(operation, $"it did not end within {(timeout ?? _timeout).TotalMilliseconds:0} ms, and the group was aborted"));
    }

    /// <summary>Polls until the stream has done its work or NCCL reports an error.</summary>
    private bool Wait(string operation, Tensor[] kept, nint stream, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        int state = NcclLibrary.NotReady;
        while (state == NcclLibrary.NotReady && Stopwatch.GetElapsedTime(start) < timeout)
        {
            WithDevice(() => state = _nccl.StreamQuery(stream));
            int error;
            int code = _nccl.CommGetAsyncError(_comm, &error);
            if (code != NcclLibrary.Success || error is not (NcclLibrary.Success or NcclLibrary.InProgress))
                throw Abort(operation, TextOf(code != NcclLibrary.Success ? code : error));
            spin.SpinOnce();
        }

        if (state == NcclLibrary.NotReady)
            return false;
        foreach (Tensor tensor in kept)
            tensor.Dispose();
        return state == 0 ? true : throw Abort(operation, $"the CUDA driver reports error {state}");
    }

    private CollectiveException Abort(string operation, string reason)
    {
        CollectiveException failure = Failure(operation, reason);
        _failure ??= failure;
        Dispose();
        return failure;
    }

    private void WithDevice(Action action)
    {
        nint guard;
        if (_nccl.CreateGuard(_device, &guard) != 0)
            throw new InvalidOperationException($"There is no CUDA device {_device}.");
        try
        {
            action();
        }
        finally
        {
            _ = _nccl.DeleteGuard(guard);
        }
    }

    private void Check(string operation, int code)
    {
        if (code != NcclLibrary.Success)
            throw _failure = Failure(operation, TextOf(code));
    }

    private CollectiveException Failure(string operation, string reason) => new(operation, _rank, _worldSize, reason);

    private string TextOf(int code) => Marshal.PtrToStringUTF8((nint)_nccl.GetErrorString(code)) ?? $"NCCL's error {code}";

    /// <summary>ncclRedOp_t.</summary>
    private static int OperationOf(Reduction reduction) => reduction switch
    {
        Reduction.Sum => 0,
        Reduction.Max => 2,
        Reduction.Min => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, null),
    };

    /// <summary>ncclDataType_t.</summary>
    private static int TypeOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Int8 => 0,
        ScalarType.Byte or ScalarType.Bool => 1,
        ScalarType.Int32 => 2,
        ScalarType.Int64 => 4,
        ScalarType.Float16 => 6,
        ScalarType.Float32 => 7,
        ScalarType.Float64 => 8,
        ScalarType.BFloat16 => 9,
        _ => throw new ArgumentException($"NCCL has no elements of type {tensor.dtype}."),
    };
}
