using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Yolov5.Data;

/// <summary>
/// The file that keeps what was found in a split, so that each image is decoded once and each label file read once. Layout:
/// magic and version (8 bytes), images with their labels, SHA-256 of all before. Paths are relative to the file's folder, so that
/// they still hold after the data set is moved; a damaged file is ignored.
/// </summary>
internal sealed class DatasetCache
{
    /// <summary>Extension of the cache, other than ".cache" because YOLOv5 in Python keeps its own file of that name in the same place.</summary>
    private const string Extension = ".yolo5.cache";
    private const int HashBytes = 32;
    private static readonly byte[] Magic = [(byte)'Y', (byte)'5', (byte)'S', (byte)'C', (byte)'A', (byte)'N', 0, 4];

    private readonly string _path;
    private readonly string _folder;
    private readonly string _parent;
    private Dictionary<string, KnownImage> _known = [];

    public DatasetCache(IReadOnlyList<string> sources, string image, string label)
        : this(PathFor(sources, image, label))
    {
    }

    /// <param name="path">Path of the file without its extension.</param>
    public DatasetCache(string path)
    {
        _path = Path.GetFullPath(path + Extension);
        string folder = Path.GetDirectoryName(_path)!;
        _folder = Path.Join(folder, "/");
        _parent = Path.Join(Path.GetDirectoryName(folder), "/");
        TryRead();
    }

    /// <summary>Number of images that are known from earlier.</summary>
    public int Count => _known.Count;

    /// <summary>Finds an image.</summary>
    /// <param name="image">Its path, absolute.</param>
    /// <returns>The finding; null if the image is not known.</returns>
    public KnownImage? Find(string image) => _known.GetValueOrDefault(Relative(image));

    /// <summary>Writes what was found.</summary>
    /// <param name="images">Paths of the images, absolute.</param>
    /// <param name="found">Finding of each image; null if it could not be read.</param>
    /// <returns>Reason that it could not be written, as a note for the user; null if it was written.</returns>
    public string? TryWrite(IReadOnlyList<string> images, IReadOnlyList<KnownImage?> found)
    {
        byte[] content = Serialize(images, found);
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
            return place;

        // Several sources often share their first folder with another split.
        byte[] all = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sources)));
        return $"{place}.{Convert.ToHexStringLower(all.AsSpan(0, 4))}";
    }

    /// <summary>The path from the cache's folder or the one above it; absolute if it leads elsewhere. Text alone, as it is made for every image.</summary>
    private string Relative(string image) =>
        image.StartsWith(_folder, StringComparison.Ordinal) ? string.Concat("./", image.AsSpan(_folder.Length))
        : image.StartsWith(_parent, StringComparison.Ordinal) ? string.Concat("../", image.AsSpan(_parent.Length))
        : image;

    private void TryRead()
    {
        try
        {
            if (!File.Exists(_path))
                return;
            byte[] file = File.ReadAllBytes(_path);
            int end = file.Length - HashBytes;
            if (end < Magic.Length || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic) || !SHA256.HashData(file.AsSpan(0, end)).AsSpan().SequenceEqual(file.AsSpan(end)))
                return;
            using BinaryReader reader = new(new MemoryStream(file, Magic.Length, end - Magic.Length), Encoding.UTF8);
            int count = reader.ReadInt32();
            Dictionary<string, KnownImage> known = new(count, StringComparer.Ordinal);
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                ImageStamp stamp = new(ReadStamp(reader), new UInt128(reader.ReadUInt64(), reader.ReadUInt64()));
                ImageCheck check = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadBoolean() ? reader.ReadString() : null);
                known[name] = new KnownImage(stamp, check, reader.ReadBoolean() ? new KnownLabels(ReadStamp(reader), ReadLabels(reader)) : null);
            }

            _known = known;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            // Without it the images are decoded again.
        }
    }

    private byte[] Serialize(IReadOnlyList<string> images, IReadOnlyList<KnownImage?> found)
    {
        using MemoryStream content = new();
        using BinaryWriter writer = new(content, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(found.Count(static each => each is not null));
        for (int i = 0; i < images.Count; i++)
        {
            if (found[i] is not { } known)
                continue;
            writer.Write(Relative(images[i]));
            Write(writer, known.Stamp.File);
            writer.Write((ulong)(known.Stamp.Hash >> 64));
            writer.Write((ulong)known.Stamp.Hash);
            writer.Write(known.Check.Width);
            writer.Write(known.Check.Height);
            writer.Write(known.Check.Ignored);
            writer.Write(known.Check.Reason is not null);
            if (known.Check.Reason is not null)
                writer.Write(known.Check.Reason);
            writer.Write(known.Labels is not null);
            if (known.Labels is null)
                continue;
            Write(writer, known.Labels.Stamp);
            Write(writer, known.Labels.Content);
        }

        writer.Flush();
        return content.ToArray();
    }

    private static void Write(BinaryWriter writer, FileStamp stamp)
    {
        writer.Write(stamp.Length);
        writer.Write(stamp.Modified);
        writer.Write(stamp.Changed);
    }

    private static FileStamp ReadStamp(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());

    private static void Write(BinaryWriter writer, LabelFileContent content)
    {
        writer.Write(content.DuplicatesRemoved);
        writer.Write(content.Labels.Count);
        foreach (BoxLabel label in content.Labels)
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<BoxLabel>(in label)));
        writer.Write(content.Outlines is not null);
        foreach (float[]? outline in content.Outlines ?? [])
        {
            writer.Write(outline?.Length ?? -1);
            writer.Write(MemoryMarshal.AsBytes(outline.AsSpan()));
        }
    }

    private static LabelFileContent ReadLabels(BinaryReader reader)
    {
        int duplicates = reader.ReadInt32();
        BoxLabel[] labels = new BoxLabel[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        if (!reader.ReadBoolean())
            return new LabelFileContent(labels, duplicates, Error: null);
        float[]?[] outlines = new float[]?[labels.Length];
        for (int i = 0; i < outlines.Length; i++)
        {
            int length = reader.ReadInt32();
            outlines[i] = length < 0 ? null : new float[length];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(outlines[i].AsSpan()));
        }

        return new LabelFileContent(labels, duplicates, Error: null) { Outlines = outlines };
    }
}
