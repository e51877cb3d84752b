namespace Yolov5.Models;

/// <summary>Functions that <c>activation:</c> of a model file can name, by PyTorch's names.</summary>
public enum ActivationKind
{
    /// <summary>x * sigmoid(x).</summary>
    SiLU,

    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>min(max(x, 0), 6).</summary>
    ReLU6,

    /// <summary>x where positive, a slope times x elsewhere.</summary>
    LeakyReLU,

    /// <summary>x where positive, alpha (exp(x) - 1) elsewhere.</summary>
    ELU,

    /// <summary>x times the normal distribution's share below x.</summary>
    GELU,

    /// <summary>x * min(max(x + 3, 0), 6) / 6.</summary>
    Hardswish,

    /// <summary>x * tanh(softplus(x)).</summary>
    Mish,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>ln(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x.</summary>
    Identity,
}
