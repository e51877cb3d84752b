using System.Runtime.InteropServices;

namespace Yolov5.Imaging;

/// <summary>libpng's simplified API (1.6), which reports errors by return value and never by <c>longjmp</c>.</summary>
internal static unsafe partial class LibPng
{
    public const string Library = "libpng16.so.16";

    public const uint ImageVersion = 1;
    public const uint FormatRgb = 0x02;
    public const uint FormatRgba = 0x03;

    /// <summary>16-bit linear light; what a 16-bit file without a gamma is taken to be, so its samples come unchanged.</summary>
    public const uint FormatLinearRgb = 0x06;

    /// <summary>Takes 16-bit samples as they are instead of as linear light.</summary>
    public const uint Flag16BitSrgb = 0x04;

    [LibraryImport(Library, EntryPoint = "png_image_begin_read_from_memory")]
    public static partial int BeginReadFromMemory(ControlBlock* image, byte* memory, nuint size);

    [LibraryImport(Library, EntryPoint = "png_image_finish_read")]
    public static partial int FinishRead(ControlBlock* image, void* background, void* buffer, int rowStride, void* colormap);

    [LibraryImport(Library, EntryPoint = "png_image_write_to_memory")]
    public static partial int WriteToMemory(ControlBlock* image, byte* memory, nuint* memoryBytes, int convertTo8Bit, byte* buffer, int rowStride, void* colormap);

    [LibraryImport(Library, EntryPoint = "png_image_free")]
    public static partial void Free(ControlBlock* image);

    /// <summary>libpng's <c>png_image</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlBlock
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColormapEntries;
        public uint WarningOrError;
        public fixed byte Text[64];

        /// <summary>libpng's words about the first warning or the error.</summary>
        public readonly string Message
        {
            get
            {
                fixed (byte* text = Text)
                {
                    ReadOnlySpan<byte> bytes = new(text, 64);
                    int end = bytes.IndexOf((byte)0);
                    return System.Text.Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
                }
            }
        }
    }
}
