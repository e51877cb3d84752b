namespace Benchmarks.Commands;

/// <summary>The command that starts what a program is doing, as reports show it.</summary>
internal static class CommandLineText
{
    /// <summary>The command of this process.</summary>
    public static string OfThisProcess() => Of(Environment.GetCommandLineArgs().Skip(1));

    /// <summary>The command with the given arguments, quoted for a shell if necessary.</summary>
    public static string Of(IEnumerable<string> arguments) => $"./bench.sh {string.Join(' ', arguments.Select(Quoted))}";

    private static string Quoted(string argument) =>
        argument.All(character => char.IsLetterOrDigit(character) || "-_./:,=".Contains(character, StringComparison.Ordinal)) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
