using Yolov5.Models;

namespace Yolov5.Training;

/// <summary>Memory that a layer keeps for the backward pass.</summary>
/// <param name="Index">Its place in the network, from 0.</param>
/// <param name="Kind">Kind of the layer.</param>
/// <param name="KeptBytes">Bytes that were allocated while it ran forward and are still so when the forward phase ends.</param>
public sealed record LayerMemory(int Index, LayerKind Kind, long KeptBytes);
