using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Space to depth: every second pixel in both directions becomes a channel of its own, then a convolution.
/// [N, C1, H, W] to [N, C2, H / 2, W / 2]; H and W are even.
/// </summary>
public sealed class Focus : nn.Module<Tensor, Tensor>
{
    private static readonly (int Row, int Column)[] Phases = [(0, 0), (1, 0), (0, 1), (1, 1)];

    private readonly Conv conv;

    internal Focus(ModuleFactory factory, int inputs, int outputs, int kernel, int stride, int? padding, int groups)
        : base(nameof(Focus))
    {
        conv = factory.Conv(inputs * 4, outputs, kernel, stride, padding, groups);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor[] parts = [.. Phases.Select(phase => input.index(
            TensorIndex.Ellipsis, TensorIndex.Slice(phase.Row, null, 2), TensorIndex.Slice(phase.Column, null, 2)))];
        Tensor joined = cat(parts, 1);
        foreach (Tensor part in parts)
            part.Dispose();
        using (joined)
            return conv.call(joined);
    }
}
