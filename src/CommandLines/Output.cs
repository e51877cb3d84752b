using Spectre.Console;

namespace CommandLines;

/// <summary>Output of a program: colours and live tables for a terminal; plain text with whole lines for a file or a pipe.</summary>
public static class Output
{
    // Wider than any line. Spectre.Console pads some lines to the width, so it is not the largest number there is.
    private const int WholeLines = 10_000;

    /// <summary>True if nothing but text may be printed: output is no terminal, or the user wants it so (NO_COLOR, or a terminal of the kind <c>dumb</c>).</summary>
    public static bool IsPlain { get; } = Console.IsOutputRedirected || IsDeclined(Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));

    /// <summary>Standard output without escape codes, written at once.</summary>
    public static StreamWriter Writer { get; } = new(Console.OpenStandardOutput(), leaveOpen: true) { AutoFlush = true };

    /// <summary>Sets up the console that Spectre.Console writes to. To be called before anything is printed.</summary>
    public static void SetUp()
    {
        if (IsPlain)
            AnsiConsole.Console = Plain(Console.Out, Console.IsOutputRedirected ? WholeLines : null);
    }

    /// <summary>True if the environment asks for text without escape codes.</summary>
    /// <param name="noColor">Value of NO_COLOR (https://no-color.org): anything but nothing.</param>
    /// <param name="term">Value of TERM.</param>
    internal static bool IsDeclined(string? noColor, string? term) => !string.IsNullOrEmpty(noColor) || term == "dumb";

    /// <summary>A console that writes text only.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="width">Characters of a line; null asks the terminal.</param>
    internal static IAnsiConsole Plain(TextWriter writer, int? width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Capabilities.Links = false;
        console.Profile.Width = width ?? console.Profile.Width;
        return console;
    }
}
