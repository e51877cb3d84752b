using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Upsample : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            private readonly long[]? _size;
            private readonly double[]? _scaleFactor;

            internal Upsample(long[]? size, double[]? scaleFactor, torch.UpsampleMode mode, bool? alignCorners, bool? recomputeScaleFactor)
                : base(nameof(Upsample))
            {
                _size = size;
                _scaleFactor = scaleFactor;
                this.mode = mode;
                align_corners = alignCorners;
                recompute_scale_factor = recomputeScaleFactor;
            }

            public ReadOnlySpan<long> size => _size;

            public ReadOnlySpan<double> scale_factor => _scaleFactor;

            public torch.UpsampleMode mode { get; }

            public bool? align_corners { get; }

            public bool? recompute_scale_factor { get; set; }

            public override torch.Tensor forward(torch.Tensor input) =>
                torch.nn.functional.interpolate(input, _size, _scaleFactor, (torch.InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Upsample Upsample(
                long[]? size = null,
                double[]? scale_factor = null,
                UpsampleMode mode = UpsampleMode.Nearest,
                bool? align_corners = null,
                bool? recompute_scale_factor = null) => new(size, scale_factor, mode, align_corners, recompute_scale_factor);
        }
    }
}
