using Schemes.Distributed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>Limits how far one step can go (Pascanu et al., 2013).</summary>
public static class GradientClipping
{
    // Term that PyTorch adds to the norm before it divides by it.
    private const double Epsilon = 1e-6;

    /// <summary>
    /// Scales all gradients by the same factor so that their L2 norm together is at most <paramref name="maxNorm"/>.
    /// </summary>
    /// <param name="parameters">Those without a gradient are skipped; all gradients are on one device.</param>
    /// <param name="maxNorm">The limit, above zero.</param>
    /// <param name="group">Ranks that hold a part of the gradients each; the norm is then that of all parts.</param>
    /// <returns>The norm before clipping.</returns>
    public static double ClipNorm(IEnumerable<Parameter> parameters, double maxNorm, ProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNorm);
        if (group is not { WorldSize: > 1 })
            return nn.utils.clip_grad_norm_(parameters, maxNorm);

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        Device device = gradients.Length > 0 ? gradients[0].device : CPU;
        Tensor square = gradients.Length > 0 ? stack([.. gradients.Select(gradient => gradient.to(ScalarType.Float32).norm())]).square().sum() : zeros([], device: device);
        group.AllReduce(square);
        double norm = Math.Sqrt(square.ToDouble());
        double factor = maxNorm / (norm + Epsilon);
        if (!(factor >= 1))
        {
            foreach (Tensor gradient in gradients)
                gradient.mul_(factor);
        }

        return norm;
    }
}
