using Yolov5.Imaging;

namespace Yolov5.Plots;

/// <summary>Writes pictures and plots; their folder is created if it is not there.</summary>
internal static class PictureFile
{
    /// <summary>A picture of photographs.</summary>
    public static void WriteJpeg(string path, Image image) => Write(path, ImageEncoder.Jpeg(image, quality: 92, subsampleChroma: false));

    /// <summary>A plot.</summary>
    public static void WritePng(string path, Image image) => Write(path, ImageEncoder.Png(image));

    private static void Write(string path, byte[] content) => AtomicFile.Write(path, stream => stream.Write(content), createFolder: true);
}
