using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>
/// Finds damage inside JPEG files, which Skia passes over in silence: walks through all Huffman codes without computing a
/// pixel. It sees what libjpeg warns of (codes that do not exist, data that ends too early or too late, wrong restart
/// markers) and blocks with too many coefficients. Wrong bits that still are a picture cannot be told from right ones.
/// </summary>
internal ref struct JpegIntegrity
{
    private readonly ReadOnlySpan<byte> _jpeg;
    private readonly JpegHuffmanTable?[] _tables = new JpegHuffmanTable?[8];
    private JpegSegments _segments;
    private JpegFrame? _frame;
    private int _restartInterval;

    private JpegIntegrity(ReadOnlySpan<byte> jpeg)
    {
        _jpeg = jpeg;
        _segments = new JpegSegments(jpeg);
    }

    /// <summary>Returns true if a file ends with its end marker, as files with a single picture do.</summary>
    public static bool HasEndMarker(ReadOnlySpan<byte> jpeg) => jpeg.EndsWith((ReadOnlySpan<byte>)[0xFF, JpegSegments.EndOfImage]);

    /// <summary>Checks the first picture of a file that the decoder accepts.</summary>
    /// <returns>The worst damage and a description of it; null with <see cref="ImageDamage.None"/>.</returns>
    public static (ImageDamage Damage, string? Warning) Check(ReadOnlySpan<byte> jpeg) => new JpegIntegrity(jpeg).Check();

    private (ImageDamage Damage, string? Warning) Check()
    {
        int position = _segments.Position;
        for (; _segments.MoveNext(); position = _segments.Position)
        {
            if (_segments.SkippedBytes > 0)
                break;
            byte marker = _segments.Marker;
            if (JpegFrame.IsFrame(marker))
                _frame = JpegFrame.TryRead(marker, _segments.Payload);
            else if (marker == JpegSegments.DefineHuffmanTables)
                ReadTables(_segments.Payload);
            else if (marker == JpegSegments.DefineRestartInterval && _segments.Payload.Length >= 2)
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(_segments.Payload);
            else if (marker == JpegSegments.StartOfScan && !PassScan(out string? damage))
                return damage is null ? (ImageDamage.None, null) : (IsAtEnd ? ImageDamage.Truncated : ImageDamage.CorruptData, damage);
        }

        if (_segments.Marker != 0 && _segments.SkippedBytes > 0)
            return (ImageDamage.CorruptData, $"{_segments.SkippedBytes} bytes too many before marker {_segments.Marker:X2}");
        if (_segments.Marker == JpegSegments.EndOfImage)
            return (ImageDamage.None, null);
        return _jpeg.Length - position <= 1
            ? (ImageDamage.MissingEndMarker, "the end marker is missing")
            : (ImageDamage.Truncated, "the data ends too early");
    }

    private readonly bool IsAtEnd => _segments.Position >= _jpeg.Length || (_segments.Position == _jpeg.Length - 1 && _jpeg[^1] == 0xFF);

    private readonly void ReadTables(ReadOnlySpan<byte> payload)
    {
        while (payload.Length >= 17)
        {
            int codes = 0;
            foreach (byte count in payload.Slice(1, 16))
                codes += count;
            int kind = payload[0] >> 4, place = payload[0] & 15;
            if (codes > payload.Length - 17 || kind > 1 || place > 3)
                return;
            _tables[kind * 4 + place] = JpegHuffmanTable.TryCreate(payload.Slice(1, 16), payload.Slice(17, codes));
            payload = payload[(17 + codes)..];
        }
    }

    /// <summary>Walks through a scan, to the marker after it.</summary>
    /// <returns>False if the scan is damaged, or of a kind that is not checked.</returns>
    private bool PassScan(out string? damage)
    {
        damage = null;
        if (_frame is null)
            return false;
        if (!TryReadScan(_frame, out JpegScan? scan))
            damage = "the header of a scan does not fit the picture";
        if (scan is null)
            return false;
        JpegBits bits = new(_jpeg, _segments.Position);
        scan.Walk(ref bits);
        damage = scan.Damage;
        _segments.Position = bits.Position;
        return damage is null;
    }

    /// <summary>Reads a scan's header.</summary>
    /// <param name="frame">The frame that the scan belongs to.</param>
    /// <param name="scan">The scan; null also if a table is missing, which libjpeg then takes from the standard.</param>
    /// <returns>False if the header is damaged.</returns>
    private readonly bool TryReadScan(JpegFrame frame, out JpegScan? scan)
    {
        scan = null;
        ReadOnlySpan<byte> header = _segments.Payload;
        if (header.Length < 1 || header[0] is < 1 or > 4 || header.Length < 4 + header[0] * 2)
            return false;
        int count = header[0];
        JpegBand band = new(header[1 + count * 2], header[2 + count * 2], header[3 + count * 2] >> 4, header[3 + count * 2] & 15);
        bool isAllowed = frame.IsProgressive
            ? band.Last < 64 && band.First <= band.Last && (band.First == 0 ? band.Last == 0 : count == 1)
            : band is { First: 0, Last: 63, High: 0, Low: 0 };
        if (!isAllowed)
            return false;

        bool needsDC = band is { First: 0, High: 0 }, needsAC = band.Last > 0, hasTables = true;
        JpegScanComponent[] components = new JpegScanComponent[count];
        for (int i = 0; i < count; i++)
        {
            int id = header[1 + i * 2], tables = header[2 + i * 2];
            if (frame.Components.FirstOrDefault(candidate => candidate.Id == id) is not { } component)
                return false;
            if (frame.IsProgressive && !component.Advance(band))
                return false;
            JpegHuffmanTable? dc = _tables[tables >> 4 & 3], ac = _tables[4 + (tables & 3)];
            hasTables &= (dc is not null || !needsDC) && (ac is not null || !needsAC);
            components[i] = new JpegScanComponent(component, dc, ac);
        }

        if (hasTables)
            scan = new JpegScan(frame, components, band, _restartInterval);
        return true;
    }
}
