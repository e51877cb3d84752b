namespace LibTorch.Loading;

/// <summary>The error of a libtorch that is missing, cannot be loaded, or lacks something that the engine needs.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Creates the error.</summary>
    public EngineException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
