using Yolov5.Data;

namespace Yolov5.Anchors;

/// <summary>Sizes of labels at a training's image size, which anchors are fitted to.</summary>
public static class AnchorLabels
{
    /// <summary>Width and height of every label in pixels, after its image's long side is scaled to the image size.</summary>
    /// <param name="entries">Images and their labels.</param>
    /// <param name="imageSize">Long side of the images in pixels.</param>
    /// <param name="random">Varies each image's scale by 0.9 to 1.1, as the reference does; null keeps it.</param>
    /// <returns>[labels][2] values, one label after the other.</returns>
    public static float[] Of(IReadOnlyList<DatasetEntry> entries, int imageSize, RandomStream? random = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        float[] sizes = new float[2 * entries.Sum(entry => entry.Labels.Count)];
        int at = 0;
        foreach (DatasetEntry entry in entries)
        {
            double scale = (random?.Uniform(0.9, 1.1) ?? 1) * imageSize / Math.Max(entry.Width, entry.Height);
            foreach (BoxLabel label in entry.Labels)
            {
                sizes[at++] = (float)(label.Width * (scale * entry.Width));
                sizes[at++] = (float)(label.Height * (scale * entry.Height));
            }
        }

        return sizes;
    }
}
