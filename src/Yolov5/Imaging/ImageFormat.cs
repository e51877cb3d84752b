namespace Yolov5.Imaging;

/// <summary>A file format that is read: its name, its usual extensions, and the bytes it begins with.</summary>
public sealed class ImageFormat
{
    private readonly Func<ReadOnlySpan<byte>, bool> _matches;

    private ImageFormat(string name, string[] extensions, Func<ReadOnlySpan<byte>, bool> matches)
    {
        Name = name;
        Extensions = extensions;
        _matches = matches;
    }

    /// <summary>Windows bitmaps.</summary>
    public static ImageFormat Bmp { get; } = new("BMP", [".bmp"], static file => file is [(byte)'B', (byte)'M', ..]);

    /// <summary>GIF, of which the first frame is read.</summary>
    public static ImageFormat Gif { get; } = new("GIF", [".gif"], static file => file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8));

    /// <summary>JPEG (ITU-T T.81), baseline or progressive; of an MPO file the first picture.</summary>
    public static ImageFormat Jpeg { get; } = new("JPEG", [".jpg", ".jpeg", ".mpo"], static file => file is [0xFF, 0xD8, 0xFF, ..]);

    /// <summary>PNG (ISO/IEC 15948).</summary>
    public static ImageFormat Png { get; } = new("PNG", [".png"], static file => file.StartsWith(PngChunks.Signature));

    /// <summary>TIFF 6.0 and BigTIFF, of which the first page is read.</summary>
    public static ImageFormat Tiff { get; } = new("TIFF", [".tif", ".tiff"], static file => file is [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..]);

    /// <summary>WebP, lossy or lossless; of an animation the first frame.</summary>
    public static ImageFormat WebP { get; } = new("WebP", [".webp"], static file => file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8));

    /// <summary>Every format that is read.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } = [Bmp, Gif, Jpeg, Png, Tiff, WebP];

    /// <summary>Names of all formats, for messages: "BMP, GIF, ... and WebP".</summary>
    public static string Names { get; } = $"{string.Join(", ", All.SkipLast(1).Select(static format => format.Name))} and {All[^1].Name}";

    /// <summary>Name as it is written in prose.</summary>
    public string Name { get; }

    /// <summary>Usual extensions, in lower case and with their dot. A file's content decides, not its extension.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Finds the format from a file's first bytes.</summary>
    /// <param name="file">The file, or at least its first 12 bytes.</param>
    /// <exception cref="ImageFormatException">The bytes begin as none of the formats does.</exception>
    public static ImageFormat Of(ReadOnlySpan<byte> file)
    {
        foreach (ImageFormat format in All)
        {
            if (format._matches(file))
                return format;
        }

        throw new ImageFormatException(file.IsEmpty ? "the file is empty" : $"this is not a picture in a known format; {Names} files are read");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
