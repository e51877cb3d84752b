using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Yolov5.Weights;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of a command line as they are kept with a run: <c>batch_size: 16</c>.</summary>
internal static class OptionValues
{
    /// <summary>The values of options, those that were not given included.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options.</param>
    /// <param name="found">Values that take the place of those of the command line, by name.</param>
    public static CheckpointDictionary Of(ParseResult parsed, IEnumerable<Option> options, IReadOnlyDictionary<string, CheckpointValue> found)
    {
        Dictionary<string, CheckpointValue> values = options.ToDictionary(
            option => option.Name.TrimStart('-').Replace('-', '_'), option => Value(parsed.GetResult(option), option));
        foreach ((string name, CheckpointValue value) in found)
            values[name] = value;
        return new CheckpointDictionary(values.Select(entry => ((CheckpointValue)entry.Key, entry.Value)));
    }

    private static CheckpointValue Value(OptionResult? result, Option option) => result is null
        ? option.ValueType == typeof(bool) ? false : ""
        : Of(result.GetValueOrDefault<object?>());

    private static CheckpointValue Of(object? value) => value switch
    {
        null => "",
        bool given => given,
        int number => number,
        long number => number,
        double number => number,
        string text => text,
        IEnumerable list => new CheckpointList(list.Cast<object?>().Select(Of)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
