using LibTorch.Unstable;
using TorchSharp;

namespace Schemes.MixedPrecision;

/// <summary>
/// A scope in which libtorch runs the operators that profit from it in a lower precision (Micikevicius et al., Mixed
/// Precision Training, ICLR 2018). Scopes nest; each restores the state that it found, also after an exception. The state
/// belongs to the thread: a scope ends on the thread that began it.
/// </summary>
public sealed class Autocast : IDisposable
{
    private readonly DeviceType _device;
    private readonly AutocastState _before;
    private bool _left;

    /// <summary>Begins the scope.</summary>
    /// <param name="device">Kind of device whose operators it applies to.</param>
    /// <param name="type">float16 or bfloat16.</param>
    /// <param name="enabled">True to cast; false suspends an outer scope.</param>
    /// <param name="cacheWeights">True to keep cast weights until the outermost scope ends.</param>
    public Autocast(DeviceType device, torch.ScalarType type, bool enabled = true, bool cacheWeights = true)
    {
        if (enabled && type is not (torch.ScalarType.Float16 or torch.ScalarType.BFloat16))
            throw new ArgumentException($"Autocast casts to Float16 or BFloat16, not to {type}.", nameof(type));
        if (enabled && device == DeviceType.CPU && type != torch.ScalarType.BFloat16)
            throw new ArgumentException("On the CPU autocast casts to BFloat16 only.", nameof(type));
        _device = device;
        _before = AutocastState.Get(device);
        new AutocastState(enabled, type, cacheWeights).Set(device);
        AutocastState.Enter();
    }

    /// <summary>Ends the scope.</summary>
    public void Dispose()
    {
        if (_left)
            return;
        _left = true;
        AutocastState.Leave();
        _before.Set(_device);
    }
}
