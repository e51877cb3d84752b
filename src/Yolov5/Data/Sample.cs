using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// One image with its objects on its way into a batch. Steps of <see cref="Augmentation.IAugmentation"/> change it in
/// place. It belongs to one thread and is used again for the next image.
/// </summary>
public sealed class Sample
{
    private Image? _spare;

    /// <summary>The image at the batch's size.</summary>
    public Image Image { get; private set; } = new(1, 1);

    /// <summary>The objects, in pixels of <see cref="Image"/>.</summary>
    public List<PixelBox> Boxes { get; } = [];

    /// <summary>Resizing and padding of the image.</summary>
    public SampleGeometry Geometry { get; internal set; }

    /// <summary>Path of the image file.</summary>
    public string ImagePath { get; internal set; } = "";

    /// <summary>Damage of the file that the decoder had to overlook; null if there is none.</summary>
    public string? Damage { get; internal set; }

    /// <summary>
    /// A second image of a size, with any content, to draw a step's result into; <see cref="UseSpare"/> then makes it
    /// the sample's image.
    /// </summary>
    public Image Spare(int width, int height)
    {
        if (_spare is null || _spare.Width != width || _spare.Height != height)
            _spare = new Image(width, height);
        return _spare;
    }

    /// <summary>Exchanges the image with the spare one.</summary>
    /// <exception cref="InvalidOperationException">No spare image was asked for.</exception>
    public void UseSpare()
    {
        Image spare = _spare ?? throw new InvalidOperationException("There is no spare image.");
        _spare = Image;
        Image = spare;
    }
}
