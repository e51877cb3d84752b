namespace Yolov5.Models;

/// <summary>One row of a model file: <c>[from, number, module, args]</c>.</summary>
/// <param name="Index">Its place in the sequence, from 0.</param>
/// <param name="From">Indices of the layers whose outputs it takes; -1 is the image.</param>
/// <param name="Number">Number of repetitions, before <see cref="ModelDescription.DepthMultiple"/>.</param>
/// <param name="Module">Kind of module.</param>
/// <param name="Arguments">Arguments of the module.</param>
public sealed record LayerDescription(
    int Index,
    IReadOnlyList<int> From,
    int Number,
    LayerKind Module,
    LayerArguments Arguments);
