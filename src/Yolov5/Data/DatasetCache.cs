using System.Security.Cryptography;
using System.Text;

namespace Yolov5.Data;

/// <summary>
/// The file that keeps what was found in the images of a split, so that each is decoded once. Labels are not in it: they
/// are read at every start. Layout: magic and version (8 bytes), images, SHA-256 of all before. Paths are relative to
/// the file's folder, so that they still hold after the data set is moved; a damaged file is ignored.
/// </summary>
internal sealed class DatasetCache
{
    /// <summary>Extension of the cache, other than ".cache" because YOLOv5 in Python keeps its own file of that name in the same place.</summary>
    private const string Extension = ".yolo5.cache";
    private const int HashBytes = 32;
    private static readonly byte[] Magic = [(byte)'Y', (byte)'5', (byte)'S', (byte)'C', (byte)'A', (byte)'N', 0, 3];

    private readonly string _path;
    private readonly string _folder;
    private readonly string _parent;
    private Dictionary<string, (ImageStamp Stamp, ImageCheck Check)> _known = [];

    public DatasetCache(IReadOnlyList<string> sources, string image, string label)
    {
        _path = Path.GetFullPath(PathFor(sources, image, label));
        string folder = Path.GetDirectoryName(_path)!;
        _folder = Path.Join(folder, "/");
        _parent = Path.Join(Path.GetDirectoryName(folder), "/");
        TryRead();
    }

    /// <summary>Number of images that are known from earlier.</summary>
    public int Count => _known.Count;

    /// <summary>Finds an image.</summary>
    /// <param name="image">Its path, absolute.</param>
    /// <param name="stamp">State in which it was decoded.</param>
    /// <returns>The finding; null if the image is not known.</returns>
    public ImageCheck? Find(string image, out ImageStamp stamp)
    {
        bool isKnown = _known.TryGetValue(Relative(image), out (ImageStamp Stamp, ImageCheck Check) known);
        stamp = known.Stamp;
        return isKnown ? known.Check : null;
    }

    /// <summary>Writes what was found.</summary>
    /// <param name="images">Paths of the images, absolute.</param>
    /// <param name="checks">Finding of each image; those without a stamp could not be read and are not kept.</param>
    /// <returns>Reason that it could not be written, as a note for the user; null if it was written.</returns>
    public string? TryWrite(IReadOnlyList<string> images, IReadOnlyList<(ImageStamp? Stamp, ImageCheck Check)> checks)
    {
        byte[] content = Serialize(images, checks);
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
            Dictionary<string, (ImageStamp, ImageCheck)> known = new(count, StringComparer.Ordinal);
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                ImageStamp stamp = new(reader.ReadInt64(), reader.ReadInt64(), new UInt128(reader.ReadUInt64(), reader.ReadUInt64()));
                known[name] = (stamp, new ImageCheck(reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadBoolean() ? reader.ReadString() : null));
            }

            _known = known;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            // Without it the images are decoded again.
        }
    }

    private byte[] Serialize(IReadOnlyList<string> images, IReadOnlyList<(ImageStamp? Stamp, ImageCheck Check)> checks)
    {
        using MemoryStream content = new();
        using BinaryWriter writer = new(content, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(checks.Count(static check => check.Stamp is not null));
        for (int i = 0; i < images.Count; i++)
        {
            if (checks[i] is not ({ } stamp, { } check))
                continue;
            writer.Write(Relative(images[i]));
            writer.Write(stamp.Length);
            writer.Write(stamp.Ticks);
            writer.Write((ulong)(stamp.Hash >> 64));
            writer.Write((ulong)stamp.Hash);
            writer.Write(check.Width);
            writer.Write(check.Height);
            writer.Write(check.Ignored);
            writer.Write(check.Reason is not null);
            if (check.Reason is not null)
                writer.Write(check.Reason);
        }

        writer.Flush();
        return content.ToArray();
    }
}
