namespace Yolov5.Data.Augmentation;

/// <summary>
/// Copies outlined objects to the mirrored place on the canvas, as YOLOv5's <c>copy_paste</c> (Ghiasi et al., "Simple Copy-Paste Is a
/// Strong Data Augmentation Method", 2021). An object whose new place would hide others is left where it is.
/// </summary>
internal static class CopyPaste
{
    /// <summary>A place is taken if this share of another object would be covered.</summary>
    private const double MaximumCover = 0.3;

    /// <summary>Draws the objects that are copied, adds them to the canvas's objects and returns their outlines.</summary>
    /// <param name="share">Share of the outlined objects that is tried, 0 to 1.</param>
    /// <param name="objects">Objects of the canvas; receives the copies.</param>
    /// <param name="width">Width of the canvas in pixels.</param>
    /// <param name="random">The sample's own stream.</param>
    public static IReadOnlyList<float[]> Draw(double share, List<CanvasObject> objects, int width, RandomStream random)
    {
        int[] outlined = [.. Enumerable.Range(0, objects.Count).Where(i => objects[i].Outline is not null)];
        int tries = (int)Math.Round(share * outlined.Length, MidpointRounding.ToEven);
        List<float[]> copies = [];
        for (int i = 0; i < tries; i++)
        {
            int other = i + random.NextInt(outlined.Length - i);
            (outlined[i], outlined[other]) = (outlined[other], outlined[i]);
            CanvasObject copy = objects[outlined[i]].Mirrored(width);
            if (objects.Any(each => Cover(copy.Box, each.Box) >= MaximumCover))
                continue;
            objects.Add(copy);
            copies.Add(copy.Outline!);
        }

        return copies;
    }

    /// <summary>Share of a box that another one covers.</summary>
    private static double Cover(PixelBox cover, PixelBox box)
    {
        double width = Math.Max(0, Math.Min(cover.Right, box.Right) - Math.Max(cover.Left, box.Left));
        double height = Math.Max(0, Math.Min(cover.Bottom, box.Bottom) - Math.Max(cover.Top, box.Top));
        return width * height / (((box.Right - box.Left) * (box.Bottom - box.Top)) + 1e-16);
    }
}
