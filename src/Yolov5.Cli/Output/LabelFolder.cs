using System.Globalization;
using Yolov5.Validation;

namespace Yolov5.Cli.Output;

/// <summary>Label files of detections, one for each image. Images of one name from several folders have files of their own.</summary>
/// <param name="folder">Folder of the results; the files go to <c>labels</c> in it.</param>
/// <param name="withConfidence">True to end each line with the confidence.</param>
internal sealed class LabelFolder(string folder, bool withConfidence)
{
    private readonly Dictionary<string, int> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder of the files.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "labels");

    /// <summary>Number of files written.</summary>
    public int Count { get; private set; }

    /// <summary>A name for the results of an image that no other image has.</summary>
    /// <param name="image">The image file.</param>
    public string NameOf(string image) => Unique(System.IO.Path.GetFileNameWithoutExtension(image));

    /// <summary>Writes the detections of an image; none, no file.</summary>
    /// <param name="name">Name of the image's results.</param>
    /// <param name="detections">The detections, in the order of the lines.</param>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Height of the image in pixels.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Write(string name, IReadOnlyList<Detection> detections, int width, int height)
    {
        if (detections.Count == 0)
            return;
        AtomicFile.WriteText(System.IO.Path.Combine(Path, $"{name}.txt"), LabelText.Of(detections, width, height, withConfidence), createFolder: true);
        Count++;
    }

    private string Unique(string name)
    {
        int number = _names[name] = _names.GetValueOrDefault(name) + 1;
        return number == 1 ? name : Unique(string.Create(CultureInfo.InvariantCulture, $"{name}_{number}"));
    }
}
