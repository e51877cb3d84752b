using System.Globalization;
using Schemes;
using Schemes.Memory;
using Yolov5;
using Yolov5.Training;

namespace Benchmarks.Commands;

/// <summary>
/// The values that the suite and its verbs take, read and checked in one way. An unusable value is an
/// <see cref="InvalidInputException"/> that names the option, the value and what is allowed.
/// </summary>
internal static class OptionValues
{
    /// <summary>The size of a network: n, s, m, l or x.</summary>
    public static string ModelName(string given)
    {
        string size = given.StartsWith("yolov5", StringComparison.Ordinal) ? given["yolov5".Length..] : given;
        return size is "n" or "s" or "m" or "l" or "x"
            ? size
            : throw new InvalidInputException($"--model {given}: n, s, m, l or x is expected.");
    }

    /// <summary>The side of square images: a multiple of 32.</summary>
    public static int Side(int side) =>
        side >= 32 && side % 32 == 0 ? side : throw new InvalidInputException($"--imgsz {side}: a multiple of 32 is expected.");

    /// <summary>A number of 1 or more.</summary>
    public static int Positive(string option, int value) =>
        value >= 1 ? value : throw new InvalidInputException($"{option} {value}: at least 1 is expected.");

    /// <summary>The full path of a file that is there.</summary>
    public static string ExistingFile(string option, string path) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw new InvalidInputException($"{option} {path}: there is no such file.");

    /// <summary>Distinct whole numbers, separated by commas.</summary>
    public static T[] Numbers<T>(string option, string text, T least, T most, Func<string, NumberStyles, CultureInfo, T> parse)
        where T : IComparable<T>
    {
        try
        {
            T[] values = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => parse(part, NumberStyles.None, CultureInfo.InvariantCulture))];
            if (values.All(value => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0))
                return [.. values.Distinct()];
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            // The error below says what is allowed.
        }

        throw new InvalidInputException($"{option} {text}: whole numbers from {least} to {most}, separated by commas, are expected.");
    }

    /// <summary>A built-in scheme by its id, or the scheme of a file by its path.</summary>
    public static Scheme Scheme(string option, string given)
    {
        try
        {
            return SchemeFile.Find(given).Scheme;
        }
        catch (InvalidInputException exception)
        {
            throw new InvalidInputException($"{option} {given}: {exception.Message}", exception);
        }
    }

    /// <summary>Distinct schemes, separated by commas, or all of the catalogue.</summary>
    public static Scheme[] Schemes(string option, string given) => given == "all"
        ? [.. SchemeCatalog.All]
        : WithDistinctIds(option, given, [.. given.Split(',', StringSplitOptions.TrimEntries).Select(each => Scheme(option, each)).Distinct()]);

    /// <summary>Checks that schemes can be told apart in tables and files, where their ids are their names.</summary>
    public static Scheme[] WithDistinctIds(string option, string given, Scheme[] schemes) =>
        schemes.GroupBy(scheme => scheme.Id).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new InvalidInputException($"{option} {given}: two schemes have the id '{twice.Key}'; an id for each is expected.")
            : schemes;
}
