using System.Diagnostics.CodeAnalysis;

namespace Yolov5.Weights;

/// <summary>A tensor in a checkpoint.</summary>
public sealed class CheckpointTensor : CheckpointValue
{
    /// <summary>Wraps a tensor.</summary>
    public CheckpointTensor(StoredTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Tensor = tensor;
    }

    /// <summary>The tensor.</summary>
    public StoredTensor Tensor { get; }

    /// <inheritdoc/>
    public override string Kind => $"a tensor, {Tensor.Describe()}";

    /// <inheritdoc/>
    public override bool TryGetTensor([NotNullWhen(true)] out StoredTensor? tensor)
    {
        tensor = Tensor;
        return true;
    }
}
