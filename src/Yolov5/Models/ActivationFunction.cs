using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Applies an <see cref="Activation"/>.</summary>
internal static class ActivationFunction
{
    private const double LeakySlope = 0.1;

    /// <summary>Applies the function to a tensor that nobody else needs; takes ownership of that tensor.</summary>
    public static Tensor Apply(Activation activation, Tensor input)
    {
        // In place if nothing is recorded. While recording, autograd would have to clone the input first,
        // so that working in place would cost a copy and save nothing.
        bool inPlace = !is_grad_enabled();
        if (activation == Activation.Identity)
            return input;
        Tensor output = activation switch
        {
            Activation.SiLU => nn.functional.silu(input, inPlace),
            Activation.ReLU => nn.functional.relu(input, inPlace),
            Activation.LeakyReLU => nn.functional.leaky_relu(input, LeakySlope, inPlace),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
        if (!ReferenceEquals(output, input))
            input.Dispose();
        return output;
    }
}
