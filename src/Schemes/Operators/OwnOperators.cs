namespace Schemes.Operators;

/// <summary>Switch between the operators of this folder and libtorch's, where both give the same values.</summary>
public static class OwnOperators
{
    /// <summary>False after <see cref="Disable"/>.</summary>
    public static bool Enabled { get; private set; } = true;

    /// <summary>Leaves batch norms, convolutions and poolings of this process to libtorch's operators, as in a program of TorchSharp alone.</summary>
    public static void Disable() => Enabled = false;
}
