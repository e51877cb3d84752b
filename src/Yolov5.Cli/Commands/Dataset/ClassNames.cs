using Yolov5.Cli.Output;
using Yolov5.Data;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary>The value of <c>--names</c>.</summary>
internal static class ClassNames
{
    /// <summary>Reads a list <c>cat,dog</c>, or the names of a dataset YAML.</summary>
    /// <exception cref="InvalidInputException">A name is empty, or the YAML cannot be used.</exception>
    public static IReadOnlyList<string> Read(string value)
    {
        if (value.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            return DataReport.Load(value).Names;
        string[] names = value.Split(',', StringSplitOptions.TrimEntries);
        return names.Any(string.IsNullOrEmpty)
            ? throw new InvalidInputException($"--names {value}: names separated by commas (cat,dog), or a dataset YAML, are expected.")
            : names;
    }
}
