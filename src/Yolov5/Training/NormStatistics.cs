using TorchSharp;
using TorchSharp.Modules;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>Batch norm's running statistics as they were before a batch: a forward pass that fails halfway has moved some of them.</summary>
internal sealed class NormStatistics
{
    private readonly Tensor[] _statistics;
    private readonly Tensor[] _counters;

    /// <summary>Finds the statistics of a network, which stay the network's.</summary>
    public NormStatistics(nn.Module model)
    {
        (string Name, Tensor Buffer)[] buffers = [.. model.SelfAndDescendants().OfType<NormBase>().SelectMany(norm => norm.named_buffers(recurse: false))];
        _statistics = [.. buffers.Select(entry => entry.Buffer).Where(buffer => buffer.ndim == 1)];
        _counters = [.. buffers.Select(entry => entry.Buffer).Where(buffer => buffer.ndim == 0)];
    }

    /// <summary>Copies them, in one operator for all; the result is owned by the caller.</summary>
    public Snapshot Take()
    {
        using IDisposable noGrad = no_grad();
        return new Snapshot(this, _statistics.Length == 0 ? null : cat(_statistics, 0), _counters.Length == 0 ? null : stack(_counters, 0));
    }

    /// <summary>The values at one moment.</summary>
    internal sealed class Snapshot(NormStatistics owner, Tensor? statistics, Tensor? counters) : IDisposable
    {
        /// <summary>Puts them back.</summary>
        public void Restore()
        {
            using IDisposable noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            long start = 0;
            foreach (Tensor buffer in owner._statistics)
            {
                buffer.copy_(statistics!.narrow(0, start, buffer.shape[0]));
                start += buffer.shape[0];
            }

            for (int i = 0; i < owner._counters.Length; i++)
                owner._counters[i].copy_(counters!.select(0, i));
        }

        public void Dispose()
        {
            statistics?.Dispose();
            counters?.Dispose();
        }
    }
}
