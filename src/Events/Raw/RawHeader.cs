namespace Events.Raw;

/// <summary>Facts of the header of a RAW file.</summary>
/// <param name="Format">Encoding of the events.</param>
/// <param name="Size">Size of the sensor, if the header names it.</param>
/// <param name="IsLegacy">True if the two halves of words of 64 bits are exchanged, as an IMX636 sends them.</param>
/// <remarks>docs.prophesee.ai, RAW File Format; older files have "% evt" and "% geometry" in place of "% format".</remarks>
internal sealed record RawHeader(EventFormat Format, SensorSize? Size, bool IsLegacy)
{
    private const string Known = "EVT2, EVT21 and EVT3 (% format), or 2.0, 2.1 and 3.0 (% evt)";

    /// <summary>Reads the facts.</summary>
    /// <exception cref="InvalidInputException">The encoding is missing or unknown, or lines disagree.</exception>
    public static RawHeader Of(PercentHeader header)
    {
        string name = header.Name;
        EventFormat? version = header["evt"] switch
        {
            null => null,
            "2.0" => EventFormat.Evt2,
            "2.1" => EventFormat.Evt21,
            "3.0" => EventFormat.Evt3,
            string other => throw new InvalidInputException($"{name}: '% evt {Quote.Of(other)}' cannot be read; known are {Known}."),
        };
        SensorSize? size = header["geometry"] is { } geometry ? SensorSize.Parse(geometry, $"{name}: % geometry") : null;
        bool isLegacy = false;
        EventFormat? format = null;
        if (header["format"] is { } text)
        {
            string[] parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            format = (parts.Length == 0 ? "" : parts[0]) switch
            {
                "EVT2" => EventFormat.Evt2,
                "EVT21" => EventFormat.Evt21,
                "EVT3" => EventFormat.Evt3,
                _ => throw new InvalidInputException($"{name}: '% format {Quote.Of(text)}' cannot be read; known are {Known}."),
            };
            (SensorSize? inFormat, isLegacy) = Keys(name, parts[1..]);
            if (size is not null && inFormat is not null && size != inFormat)
                throw new InvalidInputException($"{name}: the header says '% geometry {size}' and '% format ...' with {inFormat}; one size is expected.");
            size ??= inFormat;
        }

        if (version is not null && format is not null && version != format)
            throw new InvalidInputException($"{name}: the header says '% evt {header["evt"]}' and '% format {Quote.Of(header["format"]!)}'; one encoding is expected.");
        return new RawHeader(
            format ?? version ?? throw new InvalidInputException($"{name}: the header does not name the encoding of the events; known are {Known}."),
            size,
            isLegacy);
    }

    private static (SensorSize? Size, bool IsLegacy) Keys(string name, string[] parts)
    {
        string? width = null, height = null;
        bool isLegacy = false;
        foreach (string part in parts)
        {
            (string key, string value) = part.Split('=', 2) is [var first, var second] ? (first, second) : (part, "");
            switch (key)
            {
                case "width":
                    width = value;
                    break;
                case "height":
                    height = value;
                    break;
                case "endianness":
                    isLegacy = value switch
                    {
                        "little" => false,
                        "legacy" => true,
                        _ => throw new InvalidInputException($"{name}: '% format ...;endianness={Quote.Of(value)}' cannot be read; little or legacy is expected."),
                    };
                    break;
            }
        }

        if (width is null && height is null)
            return (null, isLegacy);
        return SensorSize.TryParse(width ?? "", height ?? "", out SensorSize size)
            ? (size, isLegacy)
            : throw new InvalidInputException($"{name}: '% format ...' has width '{Quote.Of(width ?? "")}' and height '{Quote.Of(height ?? "")}'; each is 1 to {SensorSize.Most}.");
    }
}
