using System.Runtime.InteropServices;

namespace Interop;

/// <summary>The calling thread's autocast state for one kind of device.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct AutocastState
{
    private readonly int _enabled;
    private readonly int _scalarType;
    private readonly int _cacheEnabled;

    /// <summary>Makes a state.</summary>
    /// <param name="enabled">Whether eligible operators run in the lower precision.</param>
    /// <param name="scalarType">libtorch's number of that precision.</param>
    /// <param name="cacheEnabled">Whether cast weights are kept until the outermost scope ends.</param>
    public AutocastState(bool enabled, int scalarType, bool cacheEnabled)
    {
        _enabled = enabled ? 1 : 0;
        _scalarType = scalarType;
        _cacheEnabled = cacheEnabled ? 1 : 0;
    }

    /// <summary>Whether eligible operators run in the lower precision.</summary>
    public bool Enabled => _enabled != 0;

    /// <summary>libtorch's number of that precision.</summary>
    public int ScalarType => _scalarType;

    /// <summary>Whether cast weights are kept until the outermost scope ends.</summary>
    public bool CacheEnabled => _cacheEnabled != 0;
}
