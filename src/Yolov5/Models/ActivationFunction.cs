using Schemes.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Applies an <see cref="Activation"/>.</summary>
internal static class ActivationFunction
{
    /// <summary>Applies the function to a tensor that nobody else needs; takes ownership of that tensor.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="input">[N, C, H, W].</param>
    /// <param name="training">True for a block in training.</param>
    public static Tensor Apply(Activation activation, Tensor input, bool training)
    {
        // In place if nothing is recorded. While recording, autograd would have to clone the input first,
        // so that working in place would cost a copy and save nothing.
        bool inPlace = !is_grad_enabled();
        if (activation.Kind == ActivationKind.Identity)
            return input;
        Tensor output = activation.Kind switch
        {
            ActivationKind.SiLU when training => SiluActivation.Run(input),
            ActivationKind.SiLU => nn.functional.silu(input, inPlace),
            ActivationKind.ReLU => nn.functional.relu(input, inPlace),
            ActivationKind.ReLU6 => nn.functional.relu6(input, inPlace),
            ActivationKind.LeakyReLU => nn.functional.leaky_relu(input, activation.Parameter, inPlace),
            ActivationKind.ELU => nn.functional.elu(input, activation.Parameter, inPlace),
            ActivationKind.GELU => nn.functional.gelu(input),
            ActivationKind.Hardswish => nn.functional.hardswish(input, inPlace),
            ActivationKind.Mish => nn.functional.mish(input, inPlace),
            ActivationKind.Sigmoid => nn.functional.sigmoid(input),
            ActivationKind.Tanh => nn.functional.tanh(input, inPlace),
            ActivationKind.Softplus => input.softplus(),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
        if (!ReferenceEquals(output, input))
            input.Dispose();
        return output;
    }

    /// <summary>The sum of a block's output and its input: a shortcut. Takes ownership of the output.</summary>
    /// <param name="activation">The function that the output comes from.</param>
    /// <param name="output">Output of the block, which nobody else needs.</param>
    /// <param name="input">Input of the block; remains owned by the caller.</param>
    public static Tensor AddShortcut(Activation activation, Tensor output, Tensor input)
    {
        // Where no backward pass needs the function's output, the sum may take its place.
        if (output.dtype == input.dtype && !(activation.KeepsOutput && is_grad_enabled()))
            return output.add_(input);
        using (output)
            return input.add(output);
    }
}
