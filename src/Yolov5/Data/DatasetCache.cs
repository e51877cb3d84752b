using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Yolov5.Data;

/// <summary>
/// The file that keeps a scan's result. Layout: magic and version (8 bytes), key (32), content, SHA-256 of all before.
/// The key covers path, size and time of every image and label file and the number of classes; a file that does not fit
/// or is damaged is ignored.
/// </summary>
internal sealed class DatasetCache
{
    /// <summary>Extension of the cache, other than ".cache" because YOLOv5 in Python keeps its own file of that name in the same place.</summary>
    private const string Extension = ".yolo5.cache";
    private const int HashBytes = 32;
    private static readonly byte[] Magic = [(byte)'Y', (byte)'5', (byte)'S', (byte)'C', (byte)'A', (byte)'N', 0, 3];

    private readonly string _path;
    private readonly List<string> _images;
    private readonly List<string> _labels;
    private readonly byte[] _key;

    public DatasetCache(IReadOnlyList<string> sources, List<string> images, List<string> labels, int classCount)
    {
        _images = images;
        _labels = labels;
        _path = PathFor(sources, images[0], labels[0]);
        _key = Key(classCount);
    }

    /// <summary>Reads the result of an earlier scan, if it is still true.</summary>
    public DatasetScan? TryRead()
    {
        try
        {
            if (!File.Exists(_path))
                return null;
            byte[] file = File.ReadAllBytes(_path);
            int end = file.Length - HashBytes;
            if (end < Magic.Length + HashBytes
                || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic)
                || !file.AsSpan(Magic.Length, HashBytes).SequenceEqual(_key)
                || !SHA256.HashData(file.AsSpan(0, end)).AsSpan().SequenceEqual(file.AsSpan(end)))
            {
                return null;
            }

            using MemoryStream content = new(file, Magic.Length + HashBytes, end - Magic.Length - HashBytes);
            using BinaryReader reader = new(content, Encoding.UTF8);
            return Read(reader);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Writes a scan's result.</summary>
    /// <returns>Reason that it could not be written, as a note for the user; null if it was written.</returns>
    public string? TryWrite(DatasetScan scan)
    {
        byte[] content = Serialize(scan);
        try
        {
            AtomicFile.Write(_path, stream =>
            {
                stream.Write(content);
                stream.Write(SHA256.HashData(content));
            });
            return null;
        }
        catch (InvalidInputException exception)
        {
            return $"The scan's result is not kept: {exception.Message}";
        }
    }

    private static string PathFor(IReadOnlyList<string> sources, string image, string label)
    {
        string place = sources.Count == 1 && File.Exists(sources[0])
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(sources[0]))!, Path.GetFileNameWithoutExtension(sources[0]))
            : Path.GetDirectoryName(Directory.Exists(Path.GetDirectoryName(label)) ? label : image)!;
        place = Path.TrimEndingDirectorySeparator(place);
        if (sources.Count == 1)
            return place + Extension;

        // Several sources often share their first folder with another split.
        byte[] all = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sources)));
        return $"{place}.{Convert.ToHexStringLower(all.AsSpan(0, 4))}{Extension}";
    }

    private byte[] Key(int classCount)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(number, classCount);
        BinaryPrimitives.WriteInt64LittleEndian(number[8..], _images.Count);
        hash.AppendData(number);
        for (int i = 0; i < _images.Count; i++)
        {
            Append(hash, _images[i], number);
            Append(hash, _labels[i], number);
        }

        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string path, Span<byte> number)
    {
        FileInfo file = new(path);
        bool exists = file.Exists;
        BinaryPrimitives.WriteInt64LittleEndian(number, exists ? file.Length : -1);
        BinaryPrimitives.WriteInt64LittleEndian(number[8..], exists ? file.LastWriteTimeUtc.Ticks : 0);
        hash.AppendData(Encoding.UTF8.GetBytes(path + "\0"));
        hash.AppendData(number);
    }

    private byte[] Serialize(DatasetScan scan)
    {
        Dictionary<string, int> places = new(_images.Count, StringComparer.Ordinal);
        for (int i = 0; i < _images.Count; i++)
            places[_images[i]] = i;
        using MemoryStream content = new();
        using BinaryWriter writer = new(content, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(_key);
        writer.Write(scan.Entries.Count);
        foreach (DatasetEntry entry in scan.Entries)
        {
            writer.Write(places[entry.ImagePath]);
            writer.Write(entry.Width);
            writer.Write(entry.Height);
            writer.Write(entry.HasLabelFile);
            writer.Write(entry.Labels.Count);
            foreach (BoxLabel label in entry.Labels)
            {
                writer.Write(label.Class);
                writer.Write(label.X);
                writer.Write(label.Y);
                writer.Write(label.Width);
                writer.Write(label.Height);
            }

            writer.Write(entry.Outlines is not null);
            foreach (float[]? outline in entry.Outlines ?? [])
            {
                writer.Write(outline?.Length ?? 0);
                foreach (float value in outline ?? [])
                    writer.Write(value);
            }
        }

        writer.Write(scan.Problems.Count);
        foreach (DatasetProblem problem in scan.Problems)
        {
            writer.Write(problem.File);
            writer.Write(problem.Reason);
            writer.Write(problem.Action);
        }

        writer.Flush();
        return content.ToArray();
    }

    private static float[]? ReadOutline(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        if (length == 0)
            return null;
        float[] outline = new float[length];
        for (int i = 0; i < length; i++)
            outline[i] = reader.ReadSingle();
        return outline;
    }

    private DatasetScan Read(BinaryReader reader)
    {
        DatasetEntry[] entries = new DatasetEntry[reader.ReadInt32()];
        for (int i = 0; i < entries.Length; i++)
        {
            int place = reader.ReadInt32();
            int width = reader.ReadInt32();
            int height = reader.ReadInt32();
            bool hasLabelFile = reader.ReadBoolean();
            BoxLabel[] labels = new BoxLabel[reader.ReadInt32()];
            for (int j = 0; j < labels.Length; j++)
                labels[j] = new BoxLabel(reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
            entries[i] = new DatasetEntry(_images[place], _labels[place], width, height, hasLabelFile, labels)
            {
                Outlines = reader.ReadBoolean() ? [.. labels.Select(_ => ReadOutline(reader))] : null,
            };
        }

        DatasetProblem[] problems = new DatasetProblem[reader.ReadInt32()];
        for (int i = 0; i < problems.Length; i++)
            problems[i] = new DatasetProblem(reader.ReadString(), reader.ReadString(), reader.ReadString());
        return new DatasetScan(entries, problems, _images.Count) { FromCache = true };
    }
}
