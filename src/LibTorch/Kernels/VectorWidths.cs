using System.Runtime.Intrinsics;
using TorchSharp;

namespace LibTorch.Kernels;

/// <summary>Chooses the loops for an element type and a width of vectors.</summary>
internal static class VectorWidths
{
    /// <summary>A computation that is compiled for each element type and width.</summary>
    internal interface ICall
    {
        void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector>;
    }

    /// <summary>The widest vectors that are faster on this processor.</summary>
    public static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512 : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 : VectorWidth.Bits128;

    public static void Run<TCall>(in TCall call, torch.ScalarType type, VectorWidth width)
        where TCall : struct, ICall
    {
        switch (width)
        {
            case VectorWidth.Bits512:
                Run<TCall, FloatVector512>(call, type);
                break;
            case VectorWidth.Bits256:
                Run<TCall, FloatVector256>(call, type);
                break;
            default:
                Run<TCall, FloatVector128>(call, type);
                break;
        }
    }

    private static void Run<TCall, TVector>(in TCall call, torch.ScalarType type)
        where TCall : struct, ICall
        where TVector : unmanaged, IFloatVector<TVector>
    {
        if (type == torch.ScalarType.Float32)
            call.Run<float, TVector>();
        else
            call.Run<BFloat16, TVector>();
    }
}
