namespace Yolov5.Datasets;

/// <summary>Figures of a class.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Objects">Number of objects.</param>
/// <param name="Images">Number of images that have one.</param>
/// <param name="MedianWidth">Median width of the boxes in pixels; NaN without objects.</param>
/// <param name="MedianHeight">Median height of the boxes in pixels; NaN without objects.</param>
public sealed record ClassStatistics(string Name, int Objects, int Images, double MedianWidth, double MedianHeight);
