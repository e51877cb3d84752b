using System.Runtime.InteropServices;

namespace Yolov5.Imaging;

/// <summary>One TurboJPEG compressor or decompressor. Cheap enough to make for each picture, so none is shared by threads.</summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    private TurboJpegHandle(nint handle)
        : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        if (IsInvalid)
            throw new OutOfMemoryException("libjpeg-turbo could not make a codec.");
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The raw pointer; valid until the handle is disposed.</summary>
    public nint Pointer => handle;

    /// <summary>libjpeg-turbo's message about the last call, ready to stand inside a sentence.</summary>
    public string Message => Marshal.PtrToStringUTF8(TurboJpeg.GetErrorString(handle)) ?? "unknown error";

    /// <summary>Whether the last failed call only warned.</summary>
    public bool OnlyWarned => TurboJpeg.GetErrorCode(handle) == TurboJpeg.ErrorIsWarning;

    public static TurboJpegHandle Decompressor() => NativeCodec.Call(TurboJpeg.Library, "libturbojpeg0", static () => new TurboJpegHandle(TurboJpeg.InitDecompress()));

    public static TurboJpegHandle Compressor() => NativeCodec.Call(TurboJpeg.Library, "libturbojpeg0", static () => new TurboJpegHandle(TurboJpeg.InitCompress()));

    protected override bool ReleaseHandle() => TurboJpeg.Destroy(handle) == 0;
}
