using System.CommandLine;
using CommandLines;
using Yolov5.Cli.Commands.Detect;
using Yolov5.Cli.Commands.Export;
using Yolov5.Cli.Commands.Train;
using Yolov5.Cli.Commands.Val;

namespace Yolov5.Cli.Tests.Commands;

/// <summary>Command lines in the process of the tests: many small ones take seconds instead of minutes. Their random state is the process's, so that they take turns.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class InProcess
{
    public const string Collection = "in process";

    /// <summary>Runs a command line and returns its exit code.</summary>
    internal static int Run(params string[] arguments)
    {
        RootCommand root = [new TrainCommand(default), new ValCommand(default), new DetectCommand(default), new ExportCommand()];
        return new ProgramCommandLine(root, "yolo5", readsAsArgparse: true).Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>The words of an option, with the paths of those that name a file which is there.</summary>
    internal static IEnumerable<string> Words(string options, Func<string, string> pathOf) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => Path.HasExtension(word) && File.Exists(pathOf(word)) ? pathOf(word) : word);

    /// <summary>The texts of a folder's files, one after another.</summary>
    internal static string Texts(string folder) => Directory.Exists(folder)
        ? string.Concat(Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}\n{File.ReadAllText(file)}"))
        : "";
}
