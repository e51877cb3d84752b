namespace Yolov5.Weights.Zip;

/// <summary>Signatures and fixed lengths of ZIP's records (PKWARE's APPNOTE 6.3, section 4.3).</summary>
internal static class ZipRecord
{
    public const uint LocalHeader = 0x04034B50;
    public const int LocalHeaderLength = 30;
    public const uint CentralHeader = 0x02014B50;
    public const int CentralHeaderLength = 46;
    public const uint End = 0x06054B50;
    public const int EndLength = 22;
    public const uint End64 = 0x06064B50;
    public const int End64Length = 56;
    public const uint End64Locator = 0x07064B50;
    public const int End64LocatorLength = 20;

    /// <summary>The extra field with 64-bit lengths and offset.</summary>
    public const ushort Zip64Extra = 0x0001;

    /// <summary>The extra field that PyTorch pads headers with so that contents are aligned ("FB").</summary>
    public const ushort PaddingExtra = 0x4246;

    public const ushort Stored = 0;
    public const ushort Deflated = 8;
}
