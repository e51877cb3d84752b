using System.Globalization;
using System.Text.Json;

namespace Yolov5.Validation;

/// <summary>Reads COCO's annotation files and reads and writes its results files (JSON).</summary>
public static class CocoFile
{
    /// <summary>Reads the boxes of an annotation file (<c>instances_*.json</c>); what it holds beside them is passed over.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is not of this form; the message names file and place.</exception>
    public static CocoGroundTruth ReadGroundTruth(string path)
    {
        using JsonDocument document = Parse(path);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw Wrong(path, "the file", "must be an object with images, annotations and categories");
        return new CocoGroundTruth
        {
            ImageIds = [.. Items(path, root, "images").Select(item => Integer(path, item.Value, item.Place, "id"))],
            CategoryIds = [.. Items(path, root, "categories").Select(item => Category(path, item.Value, item.Place, "id"))],
            Annotations = [.. Items(path, root, "annotations").Select(item => Annotation(path, item.Value, item.Place))],
        };
    }

    /// <summary>Reads a results file: a list of image_id, category_id, bbox (x, y, width, height) and score.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is not of this form; the message names file and place.</exception>
    public static CocoDetection[] ReadDetections(string path)
    {
        using JsonDocument document = Parse(path);
        return [.. Items(path, document.RootElement, "detections").Select(item => Detection(path, item.Value, item.Place))];
    }

    /// <summary>Writes a results file, as the reference does with coordinates to 0.001 pixel and scores to 0.00001.</summary>
    /// <param name="path">The file; replaced only when the new one is complete.</param>
    /// <param name="detections">The detections.</param>
    /// <exception cref="ArgumentException">A value is not finite, for which JSON has no word.</exception>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteDetections(string path, IEnumerable<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(detections);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                using (var writer = new Utf8JsonWriter(stream))
                    Write(writer, detections);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be written: {exception.Message}", exception);
        }
        finally
        {
            // Gone already after the move; here for the case that writing failed.
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<CocoDetection> detections)
    {
        writer.WriteStartArray();
        foreach (CocoDetection detection in detections)
        {
            writer.WriteStartObject();
            writer.WriteNumber("image_id", detection.ImageId);
            writer.WriteNumber("category_id", detection.CategoryId);
            writer.WriteStartArray("bbox");
            writer.WriteNumberValue(Math.Round(detection.X, 3));
            writer.WriteNumberValue(Math.Round(detection.Y, 3));
            writer.WriteNumberValue(Math.Round(detection.Width, 3));
            writer.WriteNumberValue(Math.Round(detection.Height, 3));
            writer.WriteEndArray();
            writer.WriteNumber("score", Math.Round(detection.Score, 5));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonDocument.Parse(stream);
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException($"{path} is not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static CocoAnnotation Annotation(string path, JsonElement item, string place)
    {
        double[] box = Box(path, item, place);
        return new CocoAnnotation(
            Integer(path, item, place, "image_id"),
            Category(path, item, place, "category_id"),
            box[0], box[1], box[2], box[3],
            item.TryGetProperty("area", out JsonElement area) ? Number(path, area, $"{place}.area") : box[2] * box[3],
            item.TryGetProperty("iscrowd", out _) && Integer(path, item, place, "iscrowd") != 0);
    }

    private static CocoDetection Detection(string path, JsonElement item, string place)
    {
        double[] box = Box(path, item, place);
        return new CocoDetection(
            Integer(path, item, place, "image_id"),
            Category(path, item, place, "category_id"),
            box[0], box[1], box[2], box[3],
            Number(path, Property(path, item, place, "score"), $"{place}.score"));
    }

    /// <summary>The objects of a list: a property of the root, or the root itself.</summary>
    private static IEnumerable<(JsonElement Value, string Place)> Items(string path, JsonElement root, string name)
    {
        JsonElement list = root.ValueKind == JsonValueKind.Object ? Property(path, root, "the file", name) : root;
        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong(path, name, "must be a list");
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]");
            if (item.ValueKind != JsonValueKind.Object)
                throw Wrong(path, place, "must be an object");
            yield return (item, place);
        }
    }

    private static double[] Box(string path, JsonElement item, string place)
    {
        JsonElement box = Property(path, item, place, "bbox");
        if (box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4)
            throw Wrong(path, $"{place}.bbox", "must be four numbers: x, y, width, height");
        return [.. box.EnumerateArray().Select(value => Number(path, value, $"{place}.bbox"))];
    }

    private static JsonElement Property(string path, JsonElement item, string place, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value : throw Wrong(path, place, $"has no {name}");

    private static long Integer(string path, JsonElement item, string place, string name)
    {
        JsonElement value = Property(path, item, place, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw Wrong(path, $"{place}.{name}", "must be a whole number");
    }

    private static int Category(string path, JsonElement item, string place, string name)
    {
        long number = Integer(path, item, place, name);
        return number is >= 0 and <= int.MaxValue
            ? (int)number
            : throw Wrong(path, $"{place}.{name}", "must be a whole number from 0");
    }

    private static double Number(string path, JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(path, place, "must be a finite number");

    private static InvalidInputException Wrong(string path, string place, string what) => new($"{path}: {place} {what}.");
}
