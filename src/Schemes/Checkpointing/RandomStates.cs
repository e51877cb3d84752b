using LibTorch.Unstable;
using TorchSharp;

namespace Schemes.Checkpointing;

/// <summary>The random state of the CPU and of the device in use, to be replayed, or to be saved with a training.</summary>
public sealed class RandomStates
{
    private readonly int? _cuda;
    private readonly byte[] _ofCpu;
    private readonly byte[]? _ofDevice;

    private RandomStates(int? cuda)
    {
        _cuda = cuda;
        using torch.Tensor state = torch.get_rng_state().DetachFromDisposeScope();
        _ofCpu = state.bytes.ToArray();
        _ofDevice = cuda is { } device ? CudaGenerator.GetState(device) : null;
    }

    private RandomStates(int? cuda, byte[] ofCpu, byte[]? ofDevice) => (_cuda, _ofCpu, _ofDevice) = (cuda, ofCpu, ofDevice);

    /// <summary>State of the CPU's generator, as libtorch encodes it.</summary>
    public ReadOnlyMemory<byte> OfCpu => _ofCpu;

    /// <summary>State of the device's own generator; null on a CPU.</summary>
    public ReadOnlyMemory<byte>? OfDevice => _ofDevice;

    /// <summary>The states in force.</summary>
    /// <param name="device">Type of the device in use.</param>
    /// <param name="index">Its number.</param>
    public static RandomStates Capture(DeviceType device, int index) => new(device == DeviceType.CUDA ? index : null);

    /// <summary>States that were saved. That of a device is left out where another kind of device is in use.</summary>
    /// <param name="device">Type of the device in use.</param>
    /// <param name="index">Its number.</param>
    /// <param name="ofCpu">State of the CPU's generator.</param>
    /// <param name="ofDevice">State of the device's own generator; null if there was none.</param>
    public static RandomStates Of(DeviceType device, int index, byte[] ofCpu, byte[]? ofDevice)
    {
        ArgumentNullException.ThrowIfNull(ofCpu);
        return new RandomStates(device == DeviceType.CUDA && ofDevice is not null ? index : null, ofCpu, ofDevice);
    }

    /// <summary>Puts the captured state in force until the scope ends.</summary>
    public Scope Replay() => new(this);

    /// <summary>Puts the states in force.</summary>
    public void Restore()
    {
        using torch.Tensor state = torch.tensor(_ofCpu, torch.uint8).DetachFromDisposeScope();
        torch.set_rng_state(state);
        if (_cuda is { } device)
            CudaGenerator.SetState(device, _ofDevice!);
    }

    /// <summary>The time during which captured states are in force.</summary>
    public sealed class Scope : IDisposable
    {
        private readonly RandomStates _before;

        internal Scope(RandomStates replayed)
        {
            _before = new RandomStates(replayed._cuda);
            replayed.Restore();
        }

        /// <summary>Puts back the states from before.</summary>
        public void Dispose() => _before.Restore();
    }
}
