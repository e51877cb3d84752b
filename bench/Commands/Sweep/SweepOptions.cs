using Schemes;
using Yolov5.Sizing;

namespace Benchmarks.Commands.Sweep;

/// <summary>Options of a sweep.</summary>
/// <param name="Models">Sizes: n, s, m, l, x.</param>
/// <param name="ImageSize">Side of the square images in pixels.</param>
/// <param name="Schemes">Schemes to probe, one series for each.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Sizing">Fraction, budget, mode, batch sizes.</param>
internal sealed record SweepOptions(
    IReadOnlyList<string> Models, int ImageSize, IReadOnlyList<Scheme> Schemes, string Device, SizingOptions Sizing);
