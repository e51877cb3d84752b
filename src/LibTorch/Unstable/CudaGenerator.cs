using LibTorch.Loading;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>The default random number generator of a CUDA device, which TorchSharp does not offer.</summary>
public static unsafe class CudaGenerator
{
    private static readonly delegate* unmanaged<sbyte, nint> s_default =
        (delegate* unmanaged<sbyte, nint>)Engine.Symbol("torch_cuda", "_ZN2at4cuda6detail23getDefaultCUDAGeneratorEa");

    private static readonly delegate* unmanaged<nint, nint> s_get = (delegate* unmanaged<nint, nint>)Engine.Symbol("LibTorchSharp", "THSGenerator_get_rng_state");
    private static readonly delegate* unmanaged<nint, nint, void> s_set = (delegate* unmanaged<nint, nint, void>)Engine.Symbol("LibTorchSharp", "THSGenerator_set_rng_state");

    /// <summary>State of the generator: its seed and offset.</summary>
    public static byte[] GetState(int device)
    {
        using torch.Tensor state = torch.Tensor.UnsafeCreateTensor(s_get(s_default((sbyte)device))).DetachFromDisposeScope();
        return state.bytes.ToArray();
    }

    /// <summary>Puts a state back.</summary>
    public static void SetState(int device, byte[] state)
    {
        using torch.Tensor given = torch.tensor(state, torch.uint8).DetachFromDisposeScope();
        s_set(s_default((sbyte)device), given.Handle);
    }
}
