namespace Yolov5.Models;

/// <summary>The non-linearity after a convolution.</summary>
public enum Activation
{
    /// <summary>x * sigmoid(x), YOLOv5's own.</summary>
    SiLU,

    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>x where positive, 0.1 x elsewhere.</summary>
    LeakyReLU,

    /// <summary>None.</summary>
    Identity,
}
