using Interop;
using Schemes.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>Limits how far one step can go (Pascanu et al., 2013).</summary>
public static class GradientClipping
{
    // What PyTorch adds to the norm before it divides by it.
    private const double Epsilon = 1e-6;

    /// <summary>
    /// Scales all gradients by the same factor so that their L2 norm together is at most <paramref name="maxNorm"/>. The host
    /// does not wait for an accelerator.
    /// </summary>
    /// <param name="parameters">Those without a gradient are skipped; all gradients are on one device.</param>
    /// <param name="maxNorm">The limit, above zero.</param>
    /// <param name="group">Ranks that hold a part of the gradients each; the norm is then that of all parts.</param>
    /// <returns>The norm before clipping, a tensor of no dimension on the gradients' device; the caller's.</returns>
    public static Tensor ClipNorm(IEnumerable<Tensor> parameters, double maxNorm, ProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNorm);
        using IDisposable noGrad = no_grad();
        nint[] gradients = [.. parameters.Select(parameter => TensorHandle.Grad(parameter.Handle)).Where(gradient => gradient != 0)];
        bool shared = group is { WorldSize: > 1 };
        if (gradients.Length == 0 && !shared)
            return zeros(System.Array.Empty<long>());
        try
        {
            Tensor total = gradients.Length == 0 ? zeros(System.Array.Empty<long>()) : TotalNorm(gradients);
            if (shared)
            {
                total.mul_(total);
                group!.AllReduce(total);
                total.sqrt_();
            }

            if (gradients.Length == 0)
                return total;
            if (total.device_type == DeviceType.CPU)
                ScaleOnHost(gradients, total.item<float>(), maxNorm);
            else
                ScaleOnDevice(gradients, total, maxNorm);
            return total;
        }
        finally
        {
            Foreach.Free(gradients);
        }
    }

    // The norm of the norms, in float32 whatever the gradients are.
    private static Tensor TotalNorm(nint[] gradients)
    {
        Tensor[] norms = System.Array.ConvertAll(Foreach.Norm(gradients), Tensor.UnsafeCreateTensor);
        try
        {
            using Tensor all = stack(norms);
            using Tensor single = all.to(ScalarType.Float32);
            return single.norm();
        }
        finally
        {
            foreach (Tensor norm in norms)
                norm.Dispose();
        }
    }

    // On a CPU the value is at hand, and most steps need no scaling at all.
    private static void ScaleOnHost(nint[] gradients, float norm, double maxNorm)
    {
        float factor = 1 / (norm + (float)Epsilon) * (float)maxNorm;
        if (factor < 1 || float.IsNaN(factor))
            Foreach.MultiplyInPlace(gradients, factor);
    }

    private static void ScaleOnDevice(nint[] gradients, Tensor norm, double maxNorm)
    {
        using Tensor divisor = norm.add(Epsilon);
        using Tensor inverse = divisor.reciprocal();
        using Tensor factor = inverse.mul(maxNorm);
        using Tensor clamped = factor.clamp(max: 1);
        Foreach.MultiplyByTensorInPlace(gradients, clamped.Handle);
    }
}
