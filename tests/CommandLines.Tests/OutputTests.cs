using Spectre.Console;

namespace CommandLines.Tests;

public class OutputTests
{
    [Fact]
    public void Plain_output_has_whole_lines_without_escape_codes()
    {
        string path = "/" + string.Join('/', Enumerable.Repeat("a folder with a long name", 20));
        StringWriter text = new();
        IAnsiConsole console = Output.Plain(text, 10_000);
        console.MarkupLineInterpolated($"Review: [bold]{path}[/]");
        console.Write(new Table().AddColumns("A", "B").AddRow("[yellow]1[/]", path));

        Assert.StartsWith($"Review: {path}\n", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, text.ToString().Split('\n').Count(line => line.Contains(path, StringComparison.Ordinal)));
        Assert.DoesNotContain('\e', text.ToString());
    }

    [Theory]
    [InlineData(null, "xterm", false)]
    [InlineData("", "xterm", false)]
    [InlineData("1", "xterm", true)]
    [InlineData(null, "dumb", true)]
    public void A_user_can_decline_escape_codes(string? noColor, string term, bool declined) => Assert.Equal(declined, Output.IsDeclined(noColor, term));
}
