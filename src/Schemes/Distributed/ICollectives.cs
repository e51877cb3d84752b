using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>Collectives of several ranks on one kind of device. Tensors have been checked.</summary>
internal interface ICollectives : IDisposable
{
    /// <summary>Begins to record the time of every collective.</summary>
    /// <exception cref="NotSupportedException">The host does not see their times.</exception>
    CollectiveTimes RecordTimes();

    Work AllReduce(Tensor values, Reduction reduction);

    Work ReduceScatter(Tensor share, Tensor whole, Reduction reduction);

    Work AllGather(Tensor whole, Tensor share);

    Work Broadcast(Tensor values, int root);

    Work Barrier();
}
