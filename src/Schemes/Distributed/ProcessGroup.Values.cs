using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <content>Values that are no tensors, and tensors that are small and many.</content>
public sealed partial class ProcessGroup
{
    /// <summary>Gathers the bytes of every rank; their numbers may differ.</summary>
    /// <returns>The bytes by rank, on every rank.</returns>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public byte[][] AllGather(ReadOnlySpan<byte> own)
    {
        if (WorldSize == 1)
            return [own.ToArray()];
        double[][] lengths = AllGather([own.Length]);
        int most = (int)lengths.Max(length => length[0]);
        if (most == 0)
            return [.. lengths.Select(_ => Array.Empty<byte>())];
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        byte[] padded = new byte[most];
        own.CopyTo(padded);
        Tensor share = tensor(padded, device: Device);
        Tensor whole = empty([(long)most * WorldSize], ScalarType.Byte, Device);
        AllGather(whole, share);
        byte[] all = whole.to(CPU).bytes.ToArray();
        return [.. lengths.Select((length, rank) => all.AsSpan(rank * most, (int)length[0]).ToArray())];
    }

    /// <summary>Gathers numbers of all ranks, of each the same count.</summary>
    /// <returns>The numbers by rank, on every rank.</returns>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public double[][] AllGather(ReadOnlySpan<double> own)
    {
        if (WorldSize == 1)
            return [own.ToArray()];
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Tensor share = tensor(own.ToArray(), device: Device);
        Tensor whole = empty([(long)own.Length * WorldSize], ScalarType.Float64, Device);
        AllGather(whole, share);
        double[] all = MemoryMarshal.Cast<byte, double>(whole.to(CPU).bytes).ToArray();
        return [.. all.Chunk(own.Length)];
    }

    /// <summary>Replaces the values of all ranks' tensors by those of one, with one collective for each element type.</summary>
    /// <param name="tensors">Any tensors on the group's device; the same shapes in the same order on all ranks.</param>
    /// <param name="root">Rank whose values count.</param>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void Broadcast(IEnumerable<Tensor> tensors, int root)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (WorldSize == 1)
            return;
        using IDisposable noGrad = no_grad();
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        foreach (IGrouping<ScalarType, Tensor> alike in tensors.GroupBy(each => each.dtype).OrderBy(each => each.Key))
        {
            Tensor flat = cat([.. alike.Select(each => each.reshape(-1))], 0).contiguous();
            Broadcast(flat, root);
            long at = 0;
            foreach (Tensor each in alike)
            {
                each.copy_(flat.narrow(0, at, each.numel()).view(each.shape));
                at += each.numel();
            }
        }
    }
}
