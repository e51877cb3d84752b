namespace Yolov5.Data.Augmentation;

/// <summary>A labelled object on a canvas.</summary>
/// <param name="Box">Its box in pixels of the canvas.</param>
/// <param name="Outline">Its outline as x, y, x, y ... in pixels of the canvas; null if the label is a box.</param>
internal readonly record struct CanvasObject(PixelBox Box, float[]? Outline)
{
    /// <summary>Places an object of an image, in single precision and the reference's order of operations.</summary>
    /// <param name="label">Box in shares of the image.</param>
    /// <param name="outline">Outline in shares of the image; null without one.</param>
    /// <param name="width">Width of the image on the canvas.</param>
    /// <param name="height">Height of the image on the canvas.</param>
    /// <param name="x">Canvas column of the image's left edge.</param>
    /// <param name="y">Canvas row of the image's upper edge.</param>
    public static CanvasObject Place(BoxLabel label, float[]? outline, float width, float height, float x, float y)
    {
        PixelBox box = new(
            label.Class,
            (width * (label.X - (label.Width / 2))) + x,
            (height * (label.Y - (label.Height / 2))) + y,
            (width * (label.X + (label.Width / 2))) + x,
            (height * (label.Y + (label.Height / 2))) + y);
        if (outline is null)
            return new CanvasObject(box, null);
        float[] placed = new float[outline.Length];
        for (int i = 0; i + 1 < placed.Length; i += 2)
            (placed[i], placed[i + 1]) = ((width * outline[i]) + x, (height * outline[i + 1]) + y);
        return new CanvasObject(box, placed);
    }

    /// <summary>Cuts box and outline at the canvas's borders.</summary>
    public CanvasObject Clipped(float width, float height)
    {
        for (int i = 0; i + 1 < (Outline?.Length ?? 0); i += 2)
            (Outline![i], Outline[i + 1]) = (Math.Clamp(Outline[i], 0, width), Math.Clamp(Outline[i + 1], 0, height));
        return this with
        {
            Box = Box with
            {
                Left = Math.Clamp(Box.Left, 0, width),
                Top = Math.Clamp(Box.Top, 0, height),
                Right = Math.Clamp(Box.Right, 0, width),
                Bottom = Math.Clamp(Box.Bottom, 0, height),
            },
        };
    }

    /// <summary>The object as seen in a mirror that stands in the middle of the canvas.</summary>
    public CanvasObject Mirrored(float width)
    {
        float[] outline = [.. Outline ?? []];
        for (int i = 0; i < outline.Length; i += 2)
            outline[i] = width - outline[i];
        return new CanvasObject(Box with { Left = width - Box.Right, Right = width - Box.Left }, Outline is null ? null : outline);
    }
}
