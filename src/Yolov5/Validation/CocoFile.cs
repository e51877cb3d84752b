using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Yolov5.Validation;

/// <summary>Reads COCO's annotation files and reads and writes its results files (JSON).</summary>
public static class CocoFile
{
    /// <summary>Reads the boxes of an annotation file (<c>instances_*.json</c>); other content is ignored.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is not of this form; the message names file and place.</exception>
    public static CocoGroundTruth ReadGroundTruth(string path)
    {
        GroundTruth read = StrictJson.Read<GroundTruth>(path);
        return new CocoGroundTruth
        {
            ImageIds = [.. read.Images.Select(image => image.Id)],
            CategoryIds = [.. read.Categories.Select(category => category.Id)],
            Annotations = [.. read.Annotations.Select(Annotation)],
        };
    }

    /// <summary>Reads a results file: a list of image_id, category_id, bbox (x, y, width, height) and score.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is not of this form; the message names file and place.</exception>
    public static CocoDetection[] ReadDetections(string path) => [.. StrictJson.Read<IReadOnlyList<ScoredBox>>(path).Select(Detection)];

    /// <summary>Writes a results file, as the reference does with coordinates to 0.001 pixel and scores to 0.00001.</summary>
    /// <param name="path">The file; replaced only when the new one is complete.</param>
    /// <param name="detections">The detections.</param>
    /// <exception cref="ArgumentException">A value is not finite, which JSON cannot express.</exception>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteDetections(string path, IEnumerable<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(detections);
        AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter writer = new(stream);
            Write(writer, detections);
        });
    }

    /// <summary>Writes the results file of a validation: an image's id is the name of its file without extension, a number where it is one.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="images">Results by image.</param>
    /// <param name="categories">Category id of each class.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteDetections(string path, IReadOnlyList<ValidatedImage> images, IReadOnlyList<int> categories)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(categories);
        AtomicFile.Write(
            path,
            stream =>
            {
                using Utf8JsonWriter writer = new(stream);
                writer.WriteStartArray();
                foreach (ValidatedImage image in images)
                {
                    string name = Path.GetFileNameWithoutExtension(image.Path);
                    bool isNumber = long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long id);
                    foreach (Detection detection in image.Detections)
                    {
                        writer.WriteStartObject();
                        if (isNumber)
                            writer.WriteNumber("image_id", id);
                        else
                            writer.WriteString("image_id", name);
                        WriteBox(writer, CocoDetection.From(detection, id, categories[detection.Class]));
                        writer.WriteEndObject();
                    }
                }

                writer.WriteEndArray();
            },
            createFolder: true);
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<CocoDetection> detections)
    {
        writer.WriteStartArray();
        foreach (CocoDetection detection in detections)
        {
            writer.WriteStartObject();
            writer.WriteNumber("image_id", detection.ImageId);
            WriteBox(writer, detection);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteBox(Utf8JsonWriter writer, in CocoDetection detection)
    {
        writer.WriteNumber("category_id", detection.CategoryId);
        writer.WriteStartArray("bbox");
        writer.WriteNumberValue(Math.Round(detection.X, 3));
        writer.WriteNumberValue(Math.Round(detection.Y, 3));
        writer.WriteNumberValue(Math.Round(detection.Width, 3));
        writer.WriteNumberValue(Math.Round(detection.Height, 3));
        writer.WriteEndArray();
        writer.WriteNumber("score", Math.Round(detection.Score, 5));
    }

    private static CocoAnnotation Annotation(LabelledBox box) => new(
        box.ImageId, box.CategoryId, box.Bbox[0], box.Bbox[1], box.Bbox[2], box.Bbox[3], box.Area ?? box.Bbox[2] * box.Bbox[3], box.Iscrowd is not (null or 0));

    private static CocoDetection Detection(ScoredBox box) => new(
        box.ImageId, box.CategoryId, box.Bbox[0], box.Bbox[1], box.Bbox[2], box.Bbox[3], box.Score);

    // Other keys of COCO's files are ignored.
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record GroundTruth(IReadOnlyList<Image> Images, IReadOnlyList<LabelledBox> Annotations, IReadOnlyList<Category> Categories);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record Image(long Id);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record Category([property: Range(0, int.MaxValue)] int Id);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private abstract record Box
    {
        public required long ImageId { get; init; }

        [Range(0, int.MaxValue)]
        public required int CategoryId { get; init; }

        [Length(4, 4, ErrorMessage = "a list of four numbers (x, y, width, height)")]
        public required double[] Bbox { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record LabelledBox : Box
    {
        public double? Area { get; init; }

        public long? Iscrowd { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record ScoredBox : Box
    {
        public required double Score { get; init; }
    }
}
