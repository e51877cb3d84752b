using LibTorch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Unstable;

/// <summary>oneDNN, with which libtorch computes convolutions on CPUs. It is tried once, and not used where its results are wrong.</summary>
/// <remarks>
/// The one known cause of wrong convolutions is removed first (<see cref="OneDnnCaches"/>). libtorch's own convolutions, which are used
/// if they are wrong all the same, are right and slower.
/// </remarks>
public static unsafe class OneDnn
{
    private const double Tolerance = 1e-3;

    private static bool s_used;

    /// <summary>False if oneDNN's convolutions are wrong on this processor and libtorch's own are used instead.</summary>
    public static bool IsUsed
    {
        get
        {
            Engine.Start();
            return s_used;
        }
    }

    /// <summary>Compares a convolution of 24 channels by oneDNN with libtorch's own, and leaves oneDNN unused if they differ.</summary>
    /// <exception cref="EngineException">A symbol is missing.</exception>
    internal static void Check()
    {
        OneDnnCaches.AssumeIfHidden();
        using DisposeScope scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        Tensor input = arange(2 * 24 * 20 * 20, dtype: ScalarType.Float32).mul(0.37).sin().reshape(2, 24, 20, 20);
        Tensor weight = arange(24 * 24 * 3 * 3, dtype: ScalarType.Float32).mul(0.73).sin().reshape(24, 24, 3, 3);
        Tensor tried = nn.functional.conv2d(input, weight, padding: [1, 1]);
        Use(false);
        Tensor expected = nn.functional.conv2d(input, weight, padding: [1, 1]);
        double difference = (tried - expected).abs().max().item<float>() / expected.abs().max().item<float>();

        // NaN compares as false.
        s_used = difference <= Tolerance;
        Use(s_used);
    }

    private static void Use(bool enabled)
    {
        Set("_ZN2at7Context20setUserEnabledMkldnnEb", enabled);

        // NNPACK, which oneDNN always comes before, writes a warning at every smaller convolution on processors that it does not know.
        Set("_ZN2at7Context20setUserEnabledNNPACKEb", false);

        static void Set(string symbol, bool value)
        {
            nint context = ((delegate* unmanaged<nint>)Engine.Symbol("torch_cpu", "_ZN2at13globalContextEv"))();
            ((delegate* unmanaged<nint, byte, void>)Engine.Symbol("torch_cpu", symbol))(context, value ? (byte)1 : (byte)0);
        }
    }
}
