using System.Globalization;

namespace Yolov5.Models;

/// <summary>The non-linearity after a convolution.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Parameter">Slope of <see cref="ActivationKind.LeakyReLU"/> below zero, alpha of <see cref="ActivationKind.ELU"/>; 0 for the others.</param>
public readonly record struct Activation(ActivationKind Kind, double Parameter = 0)
{
    /// <summary>x * sigmoid(x), YOLOv5's own.</summary>
    public static Activation SiLU { get; } = new(ActivationKind.SiLU);

    /// <summary>None.</summary>
    public static Activation Identity { get; } = new(ActivationKind.Identity);

    /// <summary>True if the backward pass reads the function's output, so that nothing may be added to it in place.</summary>
    internal bool KeepsOutput => Kind is ActivationKind.ReLU or ActivationKind.Sigmoid or ActivationKind.Tanh;

    /// <summary>PyTorch's name: <c>nn.LeakyReLU(0.1)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"nn.{Kind}({(Kind is ActivationKind.LeakyReLU or ActivationKind.ELU ? Parameter : "")})");
}
