namespace LibTorch.Kernels;

/// <summary>The function that follows the normalisation, as a type: the loops are compiled for each, without a branch.</summary>
internal interface INormActivation
{
    /// <summary>True for SiLU, false for none.</summary>
    static abstract bool HasSilu { get; }

    /// <summary>y = silu(z).</summary>
    internal readonly struct Silu : INormActivation
    {
        public static bool HasSilu => true;
    }

    /// <summary>y = z.</summary>
    internal readonly struct None : INormActivation
    {
        public static bool HasSilu => false;
    }
}
