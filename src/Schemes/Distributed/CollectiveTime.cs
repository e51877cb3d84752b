namespace Schemes.Distributed;

/// <summary>Time that the collectives of one kind have taken.</summary>
/// <param name="Operation">Name, as PyTorch names it: <c>all_reduce</c>, <c>reduce_scatter</c>, <c>all_gather</c>, <c>broadcast</c>, <c>barrier</c>.</param>
/// <param name="IsAhead">True for those that were started, to be waited for later; false for those whose caller waited at once.</param>
/// <param name="Count">Number of collectives that have ended.</param>
/// <param name="Bytes">Bytes of their whole tensors.</param>
/// <param name="Seconds">Time from their start on the thread that runs them to their end: exchange, and waiting for ranks that came later.</param>
/// <param name="WaitedSeconds">Time for which the computing thread waited for them.</param>
public sealed record CollectiveTime(string Operation, bool IsAhead, int Count, long Bytes, double Seconds, double WaitedSeconds);
