using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>The norm of all gradients together before clipping; a norm of norms, as in PyTorch.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using IDisposable guard = no_grad();
                using DisposeScope scope = NewDisposeScope();
                Tensor[] gradients = [.. tensors.Select(parameter => parameter.grad).OfType<Tensor>()];
                if (gradients.Length == 0)
                    return 0;
                Tensor[] norms = [.. gradients.Select(gradient => gradient.norm((float)norm_type))];
                Device place = norms[0].device;
                double total = stack(norms.Select(norm => norm.to(place))).norm((float)norm_type).ToDouble();
                double factor = max_norm / (total + 1e-6);
                if (factor >= 1)
                    return total;
                foreach (Tensor gradient in gradients)
                    gradient.mul_(factor);
                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using IDisposable guard = no_grad();
                foreach (Parameter parameter in tensors)
                {
                    using Tensor? gradient = parameter.grad;
                    gradient?.clamp_(-clip_value, clip_value);
                }
            }
        }
    }
}
