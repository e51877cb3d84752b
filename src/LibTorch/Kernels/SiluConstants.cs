using System.Runtime.InteropServices;

namespace LibTorch.Kernels;

/// <summary>The constants of <see cref="Silu{TVector}"/> in memory. The compiler loads constants in the code again at every use, but keeps those that it reads from memory in registers.</summary>
internal static unsafe class SiluConstants
{
    public static readonly float* All = Allocate(
        [-80, 80, -1.44269504f, 12582912, 0.693359375f, -2.12194440e-4f, 1, 0.49999994f, -0.16666517f, 4.1668102e-2f, -8.3691925e-3f, 1.3838812e-3f]);

    private static float* Allocate(ReadOnlySpan<float> constants)
    {
        float* memory = (float*)NativeMemory.Alloc((nuint)constants.Length, sizeof(float));
        constants.CopyTo(new Span<float>(memory, constants.Length));
        return memory;
    }
}
