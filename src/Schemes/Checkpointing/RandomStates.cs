using LibTorch.Unstable;
using TorchSharp;

namespace Schemes.Checkpointing;

/// <summary>The random state of the CPU and of the device in use, to be replayed.</summary>
internal sealed class RandomStates
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

    public static RandomStates Capture(DeviceType device, int index) => new(device == DeviceType.CUDA ? index : null);

    /// <summary>Puts the captured state in force until the scope ends.</summary>
    public Scope Replay() => new(this);

    private void Restore()
    {
        using torch.Tensor state = torch.tensor(_ofCpu, torch.uint8).DetachFromDisposeScope();
        torch.set_rng_state(state);
        if (_cuda is { } device)
            CudaGenerator.SetState(device, _ofDevice!);
    }

    public sealed class Scope : IDisposable
    {
        private readonly RandomStates _before;

        public Scope(RandomStates replayed)
        {
            _before = new RandomStates(replayed._cuda);
            replayed.Restore();
        }

        public void Dispose() => _before.Restore();
    }
}
