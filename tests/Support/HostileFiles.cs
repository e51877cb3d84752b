using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Support;

/// <summary>
/// Puts broken files of every kind into a data set in YOLO layout. The name of each begins with its number, <c>h0017</c>:
/// a program that reads the data set has to name each once, and to go on.
/// </summary>
public sealed class HostileFiles
{
    private readonly string _images;
    private readonly string _labels;
    private readonly byte[] _jpeg;
    private readonly byte[] _png;
    private readonly Random _random;
    private readonly (string Kind, Action<string> Make)[] _kinds;

    private HostileFiles(string images, string labels, byte[] jpeg, byte[] png, int seed)
    {
        (_images, _labels, _jpeg, _png, _random) = (images, labels, jpeg, png, new Random(seed));
        _kinds =
        [
            ("zero bytes", name => Image(name + ".jpg", [])),
            ("text named .jpg", name => Image(name + ".jpg", "this is no picture"u8.ToArray())),
            ("page named .png", name => Image(name + ".png", "<!DOCTYPE html><html><body>404</body></html>"u8.ToArray())),
            ("random bytes", name => Image(name + ".bmp", Bytes(_random.Next(1, 4000)))),
            ("JPEG cut off", name => Image(name + ".jpg", _jpeg[.._random.Next(3, _jpeg.Length * 2 / 3)])),
            ("PNG cut off", name => Image(name + ".png", _png[.._random.Next(9, _png.Length - 12)])),
            ("PNG with a wrong byte", name => Image(name + ".png", Changed(_png, _png.Length / 2))),
            ("header of 20,000 x 20,000", name => Image(name + ".png", HugePng())),
            ("bitmap of 20,000 x 20,000", name => Image(name + ".bmp", HugeBitmap())),
            ("NaN", name => Label(name, "0 0.5 nan 0.2 0.2")),
            ("infinity", name => Label(name, "0 0.5 0.5 inf 0.2")),
            ("negative", name => Label(name, "0 0.5 0.5 0.2 -0.2")),
            ("pixels", name => Label(name, "0 320 240 100 50")),
            ("negative class", name => Label(name, "-1 0.5 0.5 0.2 0.2")),
            ("columns missing", name => Label(name, "0 0.5 0.5 0.2")),
            ("words", name => Label(name, "person 0.5 0.5 0.2 0.2")),
            ("comma", name => Label(name, "0 0,5 0,5 0,2 0,2")),
            ("duplicate rows", name => Label(name, "0 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2")),
            ("UTF-16", name => Label(name, Encoding.Unicode.GetBytes("\uFEFF0 0.5 0.5 0.2 0.2\n"))),
            ("zeros", name => Label(name, new byte[64])),
            ("binary label", name => Label(name, [0xFF, .. Bytes(200)])),
            ("spaces and other letters", name => Label(name + " ünï 漢字 [b] {0} 'q' \"", "0 0.5 0.5 0.2")),
            ("line break in the name", name => Label(name + "\nx", "0 0.5 0.5 0.2")),
            ("link to itself", name => File.CreateSymbolicLink(Path.Combine(_images, name + ".jpg"), name + ".jpg")),
            ("link to nothing", name => File.CreateSymbolicLink(Path.Combine(_images, name + ".jpg"), "/nowhere/a.jpg")),
            ("folder that leads back", name => Directory.CreateSymbolicLink(Path.Combine(_images, name), _images)),
            ("label that links to itself", name => LabelLink(name, name + ".txt")),
            ("label that links to nothing", name => LabelLink(name, "/nowhere/a.txt")),
            ("label that is a folder", name =>
            {
                Image(name + ".jpg", _jpeg);
                Directory.CreateDirectory(Path.Combine(_labels, name + ".txt"));
            }),
        ];
    }

    /// <summary>Makes the files.</summary>
    /// <param name="images">Folder of the images, which exists.</param>
    /// <param name="labels">Folder of the labels, which exists.</param>
    /// <param name="count">Number of files.</param>
    /// <param name="seed">Chooses lengths and bytes.</param>
    /// <param name="jpeg">A whole JPEG file.</param>
    /// <param name="png">A whole PNG file.</param>
    /// <returns>The kind of each number.</returns>
    public static IReadOnlyList<string> Create(string images, string labels, int count, int seed, byte[] jpeg, byte[] png)
    {
        HostileFiles files = new(images, labels, jpeg, png, seed);
        string[] kinds = new string[count];
        for (int i = 0; i < count; i++)
        {
            (kinds[i], Action<string> make) = files._kinds[i % files._kinds.Length];
            make($"h{i:D4}");
        }

        return kinds;
    }

    private void Image(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_images, name), content);

    private void Label(string name, string text) => Label(name, Encoding.UTF8.GetBytes(text));

    private void Label(string name, byte[] content)
    {
        Image(name + ".jpg", _jpeg);
        File.WriteAllBytes(Path.Combine(_labels, name + ".txt"), content);
    }

    private void LabelLink(string name, string target)
    {
        Image(name + ".jpg", _jpeg);
        File.CreateSymbolicLink(Path.Combine(_labels, name + ".txt"), target);
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Changed(byte[] file, int at)
    {
        byte[] changed = [.. file];
        changed[at] ^= 1;
        return changed;
    }

    /// <summary>A whole PNG of 20,000 x 20,000 grey pixels, which compress to a few kilobytes.</summary>
    private static byte[] HugePng()
    {
        byte[] header = [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20, 1, 0, 0, 0, 0];
        using MemoryStream pixels = new();
        using (ZLibStream zlib = new(pixels, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[2501]);
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", pixels.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] length = new byte[4], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(body));
        return [.. length, .. body, .. check];
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte each in bytes)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static byte[] HugeBitmap()
    {
        byte[] file = new byte[54];
        (file[0], file[1], file[10], file[14], file[26], file[28]) = ((byte)'B', (byte)'M', 54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 20_000);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 20_000);
        return file;
    }
}
