using System.Globalization;
using Spectre.Console;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Imaging;
using Yolov5.Models;
using Yolov5.Plots;
using Yolov5.Validation;
using Image = Yolov5.Imaging.Image;

namespace Yolov5.Cli.Commands.Detect;

/// <summary>Detects objects in pictures one after another, prints a line for each picture and writes the results.</summary>
internal sealed class DetectRun(Detector detector, DetectSettings settings, IReadOnlyList<string> names, int height, int width)
{
    // Crops are larger than their boxes by this factor and this many pixels, as in the reference.
    private const float CropGain = 1.02f, CropPad = 10;

    private readonly LabelFolder _labels = new(settings.Folder, settings.SavesConfidence);
    private readonly Dictionary<string, int> _crops = new(StringComparer.Ordinal);
    private int _pictures;
    private double _preprocess, _inference, _suppression;
    private (int Height, int Width) _shape;

    /// <summary>Pictures that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Detects the objects of a picture, or of the frames of two cameras; without the frame of one, black is taken for it.</summary>
    /// <param name="rgb">The picture, or the RGB frame.</param>
    /// <param name="eventFrame">The event frame.</param>
    /// <param name="start">Beginning of its line.</param>
    public void Detect(string? rgb, string? eventFrame, string start)
    {
        string path = rgb ?? eventFrame!;
        Image image;
        Image? events = null;
        try
        {
            Image first = ImageFile.Read(path).Image;
            image = rgb is null ? new Image(first.Width, first.Height) : first;
            if (detector.Channels > Image.Channels)
                events = rgb is null ? first : eventFrame is null ? new Image(first.Width, first.Height) : ImageFile.Read(eventFrame).Image;
        }
        catch (ImageFormatException exception)
        {
            Unreadable++;
            AnsiConsole.MarkupLineInterpolated($"{start}[yellow]cannot be read: {exception.Reason}[/]");
            return;
        }

        string stem = _labels.NameOf(path);
        PictureDetections found = detector.Run(image, width, height, settings.Visualizes ? (model, input) => Visualize(model, input, stem) : null, events);
        Console.WriteLine($"{start}{Line(found, names)}");
        Write(path, stem, rgb is null ? events! : image, found.Detections);
        _pictures++;
        _preprocess += found.PreprocessMilliseconds;
        _inference += found.InferenceMilliseconds;
        _suppression += found.SuppressionMilliseconds;
        _shape = (found.InputHeight, found.InputWidth);
    }

    /// <summary>Prints times and places at the end.</summary>
    public void PrintEnd()
    {
        if (_pictures > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Speed: {_preprocess / _pictures:F1}ms pre-process, {_inference / _pictures:F1}ms inference, {_suppression / _pictures:F1}ms NMS per image at shape (1, {detector.Channels}, {_shape.Height}, {_shape.Width})"));
        }

        if (settings.SavesText)
            Console.WriteLine($"{_labels.Count} labels saved to {_labels.Path}");
        if (settings.SavesText || settings.SavesPictures || settings.SavesCrops || settings.Visualizes)
            AnsiConsole.MarkupLineInterpolated($"Results saved to [bold]{settings.Folder}[/]");
    }

    /// <summary>The part of a picture's line behind its name: <c>640x480 4 persons, 1 bus, 12.3ms</c>.</summary>
    internal static string Line(PictureDetections found, IReadOnlyList<string> names)
    {
        string objects = string.Concat(found.Detections.GroupBy(detection => detection.Class).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {names[group.Key]}{(group.Count() > 1 ? "s" : "")}, "));
        return string.Create(CultureInfo.InvariantCulture,
            $"{found.InputHeight}x{found.InputWidth} {(objects.Length == 0 ? "(no detections), " : objects)}{found.InferenceMilliseconds:F1}ms");
    }

    private void Write(string path, string stem, Image image, IReadOnlyList<Detection> detections)
    {
        // The least confident first, as in the reference.
        if (settings.SavesText)
            _labels.Write(stem, [.. detections.Reverse()], image.Width, image.Height);
        if (settings.SavesCrops)
        {
            foreach (Detection detection in detections)
                WriteCrop(stem, image, detection);
        }

        if (!settings.SavesPictures)
            return;
        DrawnBox[] boxes = [.. detections.Reverse().Select(each => new DrawnBox(each.Class, each.X1, each.Y1, each.X2, each.Y2, each.Confidence))];
        string extension = Path.GetExtension(path).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG" ? Path.GetExtension(path) : ".jpg";
        WriteImage(Path.Combine(settings.Folder, stem + extension), BoxDrawing.Draw(image, boxes, names, settings.Drawing));
    }

    private void WriteCrop(string stem, Image image, Detection box)
    {
        float x = (box.X1 + box.X2) / 2, y = (box.Y1 + box.Y2) / 2;
        float halfWidth = (((box.X2 - box.X1) * CropGain) + CropPad) / 2, halfHeight = (((box.Y2 - box.Y1) * CropGain) + CropPad) / 2;
        int left = (int)Math.Clamp(x - halfWidth, 0, image.Width), right = (int)Math.Clamp(x + halfWidth, 0, image.Width);
        int top = (int)Math.Clamp(y - halfHeight, 0, image.Height), bottom = (int)Math.Clamp(y + halfHeight, 0, image.Height);
        if (right <= left || bottom <= top)
            return;
        string name = string.Concat(names[box.Class].Select(character => character is '/' or '\0' ? '_' : character));
        string file = Path.Combine(settings.Folder, "crops", name, stem);
        int number = _crops[file] = _crops.GetValueOrDefault(file) + 1;
        WriteImage(number == 1 ? $"{file}.jpg" : string.Create(CultureInfo.InvariantCulture, $"{file}{number}.jpg"), Crop.Part(image, left, top, right, bottom));
    }

    private void Visualize(DetectionModel model, torch.Tensor input, string stem) =>
        FeatureMaps.Draw(model, input, (name, picture) => WriteImage(Path.Combine(settings.Folder, "features", stem, $"{name}.png"), picture));

    private static void WriteImage(string path, Image image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Write(path, image);
    }
}
