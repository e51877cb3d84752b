using System.Collections.Immutable;

namespace Yolov5.Data;

/// <summary>Images that a batch is made of, and its shape.</summary>
/// <param name="Indices">Places of the images in the data set.</param>
/// <param name="Width">Width of the batch in pixels.</param>
/// <param name="Height">Height of the batch in pixels.</param>
public sealed record PlannedBatch(ImmutableArray<int> Indices, int Width, int Height);
