using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Keeps decoded and resized images as NumPy files ([height, width, 3] bytes, R G B) in a folder beside that of the images. A file counts
/// only while it has the time of its image.
/// </summary>
/// <param name="imageSize">Long side of the images in pixels.</param>
/// <param name="forTraining">True for images that are resized as training does.</param>
internal sealed partial class DiskImageCache(int imageSize, bool forTraining)
{
    private const int PreambleBytes = 10;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>Folder in which the images of another folder are kept.</summary>
    public static string FolderOf(string imagePath) => Path.GetDirectoryName(imagePath) + ".yolo5.images";

    /// <summary>Reads an image; null if it is not there, is outdated or damaged.</summary>
    public ResizedImage? TryRead(string imagePath)
    {
        string path = PathOf(imagePath);
        try
        {
            if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) != File.GetLastWriteTimeUtc(imagePath))
                return null;
            byte[] file = File.ReadAllBytes(path);
            if (file.Length < PreambleBytes || !file.AsSpan().StartsWith(Magic))
                return null;
            int start = PreambleBytes + (file[8] | (file[9] << 8));
            Match header = Header().Match(Encoding.ASCII.GetString(file, PreambleBytes, Math.Clamp(start - PreambleBytes, 0, file.Length - PreambleBytes)));
            if (!header.Success)
                return null;
            int[] numbers = [.. header.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
            return file.Length - start == numbers[0] * numbers[1] * Image.Channels
                ? new ResizedImage(new Image(numbers[1], numbers[0], file[start..]), numbers[2], numbers[3], null)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Writes an image. Damaged ones are left out, so that their damage is told again.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Write(string imagePath, ResizedImage resized)
    {
        if (resized.Damage is not null)
            return;
        string path = PathOf(imagePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DateTime time = File.GetLastWriteTimeUtc(imagePath);
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({resized.Image.Height}, {resized.Image.Width}, 3), }} # {resized.OriginalWidth} {resized.OriginalHeight}");
        int length = (PreambleBytes + header.Length + 1 + 63) / 64 * 64;
        byte[] head = Encoding.ASCII.GetBytes(header.PadRight(length - PreambleBytes - 1) + "\n");
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Magic);
            stream.Write([(byte)head.Length, (byte)(head.Length >> 8)]);
            stream.Write(head);
            stream.Write(resized.Image.Pixels);
        });
        File.SetLastWriteTimeUtc(path, time);
    }

    private string PathOf(string imagePath) => Path.Combine(
        FolderOf(imagePath), string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(imagePath)}.{imageSize}{(forTraining ? "" : ".val")}.npy"));

    [GeneratedRegex(@"'shape': \((\d{1,5}), (\d{1,5}), 3\), \} # (\d{1,5}) (\d{1,5}) *\n$")]
    private static partial Regex Header();
}
