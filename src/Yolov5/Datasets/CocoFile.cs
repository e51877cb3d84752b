using System.Text.Json;
using System.Text.Json.Serialization;

namespace Yolov5.Datasets;

/// <summary>Content of a COCO file of instances, as far as it is used (https://cocodataset.org/#format-data).</summary>
internal sealed record CocoFile
{
    /// <summary>Keys that are not listed are skipped: such files have many of their own.</summary>
    public static JsonSerializerOptions Options { get; } = new() { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    [JsonPropertyName("images")]
    public IReadOnlyList<Image> Images { get; init; } = [];

    [JsonPropertyName("annotations")]
    public IReadOnlyList<Annotation> Annotations { get; init; } = [];

    [JsonPropertyName("categories")]
    public IReadOnlyList<Category> Categories { get; init; } = [];

    public sealed record Image(
        [property: JsonPropertyName("id")] long Id,
        [property: JsonPropertyName("file_name")] string FileName,
        [property: JsonPropertyName("width")] int Width,
        [property: JsonPropertyName("height")] int Height);

    public sealed record Annotation
    {
        [JsonPropertyName("id")]
        public long Id { get; init; }

        [JsonPropertyName("image_id")]
        public long ImageId { get; init; }

        [JsonPropertyName("category_id")]
        public int CategoryId { get; init; }

        [JsonPropertyName("bbox")]
        public double[]? Box { get; init; }

        [JsonPropertyName("segmentation"), JsonConverter(typeof(Polygons))]
        public double[][]? Segmentation { get; init; }

        [JsonPropertyName("area")]
        public double? Area { get; init; }

        [JsonPropertyName("iscrowd")]
        public int IsCrowd { get; init; }
    }

    public sealed record Category(
        [property: JsonPropertyName("id")] int Id,
        [property: JsonPropertyName("name")] string Name);

    /// <summary>Polygons, or nothing for a mask in run lengths.</summary>
    private sealed class Polygons : JsonConverter<double[][]?>
    {
        public override double[][]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                return JsonSerializer.Deserialize<double[][]>(ref reader, options);
            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, double[][]? value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value ?? [], options);
    }
}
