using Schemes.Distributed;
using Schemes.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>One of the top-level modules of a network, <c>model.0</c> ... <c>model.24</c>, with its connections.</summary>
public sealed class ModelLayer : ISynchronizedNorm
{
    private ProcessGroup? _ranks;

    internal ModelLayer(int index, IReadOnlyList<int> from, LayerKind kind, nn.Module module, int channels)
    {
        Index = index;
        From = from;
        Kind = kind;
        Module = module;
        Channels = channels;
    }

    /// <summary>Its place in the sequence, from 0.</summary>
    public int Index { get; }

    /// <summary>Indices of the layers whose outputs it takes; -1 is the image.</summary>
    public IReadOnlyList<int> From { get; }

    /// <summary>Kind of the layer.</summary>
    public LayerKind Kind { get; }

    /// <summary>The module itself.</summary>
    public nn.Module Module { get; }

    /// <summary>Channels of its output; 0 for the detection head.</summary>
    public int Channels { get; }

    /// <summary>The last layer that takes this one's output; itself if none does.</summary>
    public int LastUse { get; internal set; }

    /// <inheritdoc/>
    ProcessGroup? ISynchronizedNorm.Ranks { get => _ranks; set => _ranks = value; }

    /// <summary>Runs the layer. The inputs remain owned by the caller, the outputs become so.</summary>
    internal Tensor[] Run(Tensor[] inputs) => Module switch
    {
        BatchNorm2d norm => [BatchNormalization.Run(norm, inputs[0], _ranks)],
        nn.Module<Tensor, Tensor> single => [single.call(inputs[0])],
        nn.Module<Tensor[], Tensor> several => [several.call(inputs)],
        Detect head => head.call(inputs).ToArray(),
        _ => throw new InvalidOperationException($"Layer {Index} is a {Module.GetType().Name}, which cannot be run."),
    };

    /// <inheritdoc/>
    public override string ToString() => $"model.{Index} ({Kind})";
}
