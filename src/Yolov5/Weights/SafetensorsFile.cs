using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Yolov5.Weights;

/// <summary>
/// Writes state dictionaries in the format of safetensors: eight bytes with the length of a JSON header, the header, the tensors
/// one after another (https://github.com/huggingface/safetensors, "Format").
/// </summary>
public static class SafetensorsFile
{
    private const int Alignment = 8;

    /// <summary>Writes a file; the same content gives the same bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="metadata">Texts for the header's <c>__metadata__</c>.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(string path, StateDict weights, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(metadata);

        // Wide elements first, so that all are aligned, as the format's own writer orders them.
        StoredTensor[] tensors = [.. weights.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        byte[] header = Header(tensors, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (StoredTensor tensor in tensors)
                stream.Write(tensor.Data.Span);
        });
    }

    private static byte[] Header(StoredTensor[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                writer.WriteString(key, value);
            writer.WriteEndObject();
            long start = 0;
            foreach (StoredTensor tensor in tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", TypeName(tensor.Type));
                writer.WriteStartArray("shape");
                foreach (long side in tensor.Shape)
                    writer.WriteNumberValue(side);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(start);
                writer.WriteNumberValue(start += tensor.Data.Length);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        string text = Encoding.UTF8.GetString(stream.ToArray());
        return Encoding.UTF8.GetBytes(text + new string(' ', -(int)stream.ToArray().Length & (Alignment - 1)));
    }

    private static string TypeName(StoredType type) => type switch
    {
        StoredType.Float16 => "F16",
        StoredType.BFloat16 => "BF16",
        StoredType.Float32 => "F32",
        StoredType.Float64 => "F64",
        StoredType.UInt8 => "U8",
        StoredType.Int8 => "I8",
        StoredType.Int16 => "I16",
        StoredType.Int32 => "I32",
        StoredType.Int64 => "I64",
        StoredType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
