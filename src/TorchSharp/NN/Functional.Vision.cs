using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator s_pad = Operator.Named("aten::pad");
            private static readonly Operator s_nearest1d = Operator.Named("aten::upsample_nearest1d", "vec");
            private static readonly Operator s_nearest2d = Operator.Named("aten::upsample_nearest2d", "vec");
            private static readonly Operator s_nearest3d = Operator.Named("aten::upsample_nearest3d", "vec");
            private static readonly Operator s_nearestExact2d = Operator.Named("aten::_upsample_nearest_exact2d", "vec");
            private static readonly Operator s_linear1d = Operator.Named("aten::upsample_linear1d", "vec");
            private static readonly Operator s_bilinear2d = Operator.Named("aten::upsample_bilinear2d", "vec");
            private static readonly Operator s_bilinear2dAntialiased = Operator.Named("aten::_upsample_bilinear2d_aa", "vec");
            private static readonly Operator s_bicubic2d = Operator.Named("aten::upsample_bicubic2d", "vec");
            private static readonly Operator s_bicubic2dAntialiased = Operator.Named("aten::_upsample_bicubic2d_aa", "vec");
            private static readonly Operator s_trilinear3d = Operator.Named("aten::upsample_trilinear3d", "vec");

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Reflect => s_pad.Call(input, pad, "reflect"),
                PaddingModes.Replicate => s_pad.Call(input, pad, "replicate"),
                PaddingModes.Circular => s_pad.Call(input, pad, "circular"),
                _ => s_pad.Call(input, pad, "constant", value),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor interpolate(
                Tensor x,
                long[]? size = null,
                double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null,
                bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("Either size or scale_factor is to be given, and not both.");
                int spatial = (int)x.ndim - 2;
                if ((size?.Length ?? scale_factor!.Length) != spatial)
                    throw new ArgumentException($"A {spatial + 2}D input has {spatial} spatial dimensions, but {size?.Length ?? scale_factor!.Length} values were given.");
                if (recompute_scale_factor && scale_factor is not null)
                {
                    long[] sizes = x.shape;
                    size = [.. scale_factor.Select((factor, i) => (long)Math.Floor(sizes[i + 2] * factor))];
                    scale_factor = null;
                }

                bool corners = align_corners ?? false;
                return (mode, spatial, antialias) switch
                {
                    (InterpolationMode.Nearest, 1, false) => s_nearest1d.Call(x, size, scale_factor),
                    (InterpolationMode.Nearest, 2, false) => s_nearest2d.Call(x, size, scale_factor),
                    (InterpolationMode.Nearest, 3, false) => s_nearest3d.Call(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 2, false) => s_nearestExact2d.Call(x, size, scale_factor),
                    (InterpolationMode.Linear, 1, false) => s_linear1d.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 2, false) => s_bilinear2d.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 2, true) => s_bilinear2dAntialiased.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 2, false) => s_bicubic2d.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 2, true) => s_bicubic2dAntialiased.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Trilinear, 3, false) => s_trilinear3d.Call(x, size, corners, scale_factor),
                    _ => throw new NotSupportedException($"Interpolation of a {spatial + 2}D input by {mode}{(antialias ? " with antialiasing" : "")} is not supported."),
                };
            }

            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor);

            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);
        }
    }
}
