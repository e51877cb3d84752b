using System.Globalization;
using Reports;
using Reports.Json;
using Reports.Model;
using Yolov5;

namespace Benchmarks.Commands;

/// <summary>A run as a command line names it: its JSON file, a folder that holds <c>run.json</c>, or <c>latest</c>.</summary>
internal static class RunArgument
{
    /// <summary>Name of a run's file in its folder.</summary>
    public const string FileName = "run.json";

    /// <summary>Allowed values, for help texts.</summary>
    public const string Allowed = "a run's JSON file, its folder, or 'latest' (the newest run in artifacts/)";

    private const string RunIdFormat = "yyyyMMdd-HHmmss";

    /// <summary>Reads the run.</summary>
    /// <param name="argument">Argument as the user gave it.</param>
    /// <exception cref="InvalidInputException">There is no such run.</exception>
    /// <exception cref="InvalidInputException">The file cannot be read as a run.</exception>
    public static BenchmarkRun Read(string argument) => RunJson.Read(PathOf(argument, Places.Artifacts));

    /// <summary>The file that an argument names.</summary>
    /// <param name="argument">Argument as the user gave it.</param>
    /// <param name="artifacts">The folder in which <c>latest</c> is looked for.</param>
    /// <exception cref="InvalidInputException">There is no such run.</exception>
    public static string PathOf(string argument, string artifacts)
    {
        ArgumentNullException.ThrowIfNull(argument);
        if (argument == "latest")
            return Newest(artifacts) ?? throw new InvalidInputException($"There is no run in {artifacts} yet: './bench.sh --filter \"*Amp*\"' makes one.");
        if (!Directory.Exists(argument))
            return argument;
        string file = Path.Combine(argument, FileName);
        return File.Exists(file) ? file : throw new InvalidInputException($"The folder {argument} holds no {FileName}; expected is {Allowed}.");
    }

    // Runs are named by the moment they began; other folders (reports, histories) lie beside them.
    private static string? Newest(string artifacts) => !Directory.Exists(artifacts) ? null
        : Directory.GetDirectories(artifacts)
            .Where(folder => DateTime.TryParseExact(Path.GetFileName(folder), RunIdFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            .Select(folder => Path.Combine(folder, FileName))
            .Where(File.Exists)
            .Max(StringComparer.Ordinal);
}
