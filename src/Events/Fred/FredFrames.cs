using System.Globalization;
using System.Text.RegularExpressions;

namespace Events.Fred;

/// <summary>The frames of a camera in a sequence: paths and time stamps, sorted by stamp.</summary>
/// <param name="Paths">Full paths of the images.</param>
/// <param name="Times">Stamps in microseconds.</param>
/// <param name="IsTimeOfDay">True if the stamps are times of a day, false if they count from the start of a recording.</param>
internal sealed partial record FredFrames(IReadOnlyList<string> Paths, IReadOnlyList<long> Times, bool IsTimeOfDay)
{
    private const long Day = 86_400_000_000;

    private static readonly string[] Images = [".png", ".jpg", ".jpeg", ".bmp"];

    /// <summary>Reads the stamps of the images of a folder from their names, which end in HH_MM_SS.ffffff or in microseconds.</summary>
    /// <param name="folder">The folder; without it there are no frames.</param>
    /// <exception cref="InvalidInputException">A name has no stamp, or there are stamps of both kinds.</exception>
    public static FredFrames Read(string folder)
    {
        if (!Directory.Exists(folder))
            return new FredFrames([], [], false);
        List<(string Path, long Time)> frames = [];
        int timesOfDay = 0;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (!Images.Contains(Path.GetExtension(path).ToLowerInvariant()))
                continue;
            string stem = Path.GetFileNameWithoutExtension(path);
            bool isTimeOfDay = TryTimeOfDay(stem, out long time);
            if (!isTimeOfDay && (TimeOfDay().IsMatch(stem) || !TryMicroseconds(stem, out time)))
                throw new InvalidInputException($"{path}: the name has no time stamp; it should end in HH_MM_SS.ffffff or in at most 18 digits of microseconds.");
            timesOfDay += isTimeOfDay ? 1 : 0;
            frames.Add((path, time));
        }

        if (timesOfDay > 0 && timesOfDay < frames.Count)
            throw new InvalidInputException($"{folder}: {timesOfDay} of {frames.Count} names end in a time of day, the others in microseconds; one kind of stamps is expected.");
        return Sorted(frames, timesOfDay > 0);
    }

    private static FredFrames Sorted(List<(string Path, long Time)> frames, bool isTimeOfDay)
    {
        // A recording that began before midnight goes on in the next day.
        if (isTimeOfDay && frames.Max(static frame => frame.Time) - frames.Min(static frame => frame.Time) > Day / 2)
            frames = [.. frames.Select(static frame => frame.Time < Day / 2 ? (frame.Path, frame.Time + Day) : frame)];
        frames = [.. frames.OrderBy(static frame => frame.Time).ThenBy(static frame => frame.Path, StringComparer.Ordinal)];
        return new FredFrames([.. frames.Select(static frame => frame.Path)], [.. frames.Select(static frame => frame.Time)], isTimeOfDay);
    }

    private static bool TryTimeOfDay(string stem, out long time)
    {
        time = 0;
        Match match = TimeOfDay().Match(stem);
        if (!match.Success)
            return false;
        int hours = Number(match.Groups[1].Value), minutes = Number(match.Groups[2].Value), seconds = Number(match.Groups[3].Value);
        time = ((hours * 60L + minutes) * 60 + seconds) * 1_000_000 + Number(match.Groups[4].Value.PadRight(6, '0'));
        return hours < 24 && minutes < 60 && seconds < 60;
    }

    private static bool TryMicroseconds(string stem, out long time)
    {
        int start = stem.Length;
        while (start > 0 && char.IsAsciiDigit(stem[start - 1]))
            start--;
        return long.TryParse(stem.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out time) && time <= CdEvent.MostTime;
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![0-9])([0-9]{2})_([0-9]{2})_([0-9]{2})\.([0-9]{1,6})\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();
}
