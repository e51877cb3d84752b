using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// Gradients of earlier batches, set aside while those of the next are computed, so that a backward pass that fails
/// halfway spoils nothing. Nothing is copied.
/// </summary>
/// <param name="parameters">Tensors that have the gradients: the network's parameters, or ZeRO's shares of them; they remain owned by the caller.</param>
internal sealed class GradientStash(IReadOnlyList<Tensor> parameters)
{
    private readonly Tensor?[] _aside = new Tensor?[parameters.Count];

    /// <summary>Removes the gradients from the parameters.</summary>
    public void SetAside()
    {
        for (int i = 0; i < _aside.Length; i++)
        {
            _aside[i] = parameters[i].grad?.DetachFromDisposeScope();
            if (_aside[i] is not null)
                parameters[i].grad = null;
        }
    }

    /// <summary>Adds the gradients that were set aside to the new ones: after a single pass the sum equals, to the bit, that of accumulating in place.</summary>
    public void AddBack()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        for (int i = 0; i < _aside.Length; i++)
        {
            if (_aside[i] is not { } earlier)
                continue;
            if (parameters[i].grad is { } fresh)
                fresh.add_(earlier);
            else
                parameters[i].grad = earlier;
        }

        Forget();
    }

    /// <summary>Drops new gradients and puts back those that were set aside.</summary>
    public void Restore()
    {
        for (int i = 0; i < _aside.Length; i++)
            parameters[i].grad = _aside[i];
        Forget();
    }

    private void Forget()
    {
        for (int i = 0; i < _aside.Length; i++)
        {
            _aside[i]?.Dispose();
            _aside[i] = null;
        }
    }
}
