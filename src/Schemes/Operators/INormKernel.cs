using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>The arithmetic of a batch norm in training, and of the SiLU that may follow it. Nothing is recorded; tensors that are returned are owned by the caller, in no scope.</summary>
internal interface INormKernel
{
    /// <summary>norm(input), or SiLU of it; moves the running statistics.</summary>
    /// <param name="norm">The batch norm.</param>
    /// <param name="input">[N, C, H, W].</param>
    /// <param name="factor">Weight of this batch in the running statistics.</param>
    /// <param name="mean">[C]: mean of each channel.</param>
    /// <param name="inverse">[C]: one over the standard deviation of each channel.</param>
    torch.Tensor Forward(BatchNorm2d norm, torch.Tensor input, double factor, out torch.Tensor mean, out torch.Tensor inverse);

    /// <summary>Gradients of the input and, if the norm has them, of weight and bias.</summary>
    /// <param name="norm">The batch norm.</param>
    /// <param name="input">[N, C, H, W], as it was in the forward pass.</param>
    /// <param name="gradient">Gradient of the output, of its shape.</param>
    /// <param name="mean">Mean from the forward pass.</param>
    /// <param name="inverse">Inverse standard deviation from the forward pass.</param>
    (torch.Tensor OfInput, torch.Tensor? OfWeight, torch.Tensor? OfBias) Backward(
        BatchNorm2d norm, torch.Tensor input, torch.Tensor gradient, torch.Tensor mean, torch.Tensor inverse);
}
