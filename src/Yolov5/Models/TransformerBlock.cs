using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Transformer layers over the cells of a map, after a learned position embedding. [N, C, H, W] to the same shape.</summary>
public sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    /// <summary>Heads of the attention; they divide the channels.</summary>
    internal const int Heads = 4;

    private readonly Linear linear;
    private readonly Sequential tr;

    internal TransformerBlock(int channels, int layers)
        : base(nameof(TransformerBlock))
    {
        linear = nn.Linear(channels, channels);
        tr = ModuleFactory.Repeat(layers, () => new TransformerLayer(channels, Heads));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        Tensor cells = input.flatten(2).permute(2, 0, 1);
        Tensor encoded = tr.call(cells.add(linear.call(cells)));
        return encoded.permute(1, 2, 0).reshape(input.shape).MoveToOuterDisposeScope();
    }
}
