using System.CommandLine;
using System.Text.RegularExpressions;
using Support;
using Yolov5.Cli.Commands.Detect;
using Yolov5.Cli.Commands.Train;
using Yolov5.Cli.Commands.Val;

namespace Yolov5.Cli.Tests.Commands;

/// <summary>docs/command-lines.md names every option; it and docs/cases.md name tests that exist.</summary>
public partial class CommandLinesPageTests
{
    private static readonly string Page = Read("command-lines.md");

    [Theory]
    [InlineData("train")]
    [InlineData("val")]
    [InlineData("detect")]
    public void Every_option_has_its_row(string verb)
    {
        Command[] commands = [new TrainCommand(default), new ValCommand(default), new DetectCommand(default)];
        string section = Page.Split($"## Options of {verb}\n")[1].Split("\n## ")[0];

        Assert.All(commands.Single(command => command.Name == verb).Options.Where(option => option.Name != "--json"), option => Assert.Contains($"`{option.Name}`", section, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_exists()
    {
        Dictionary<string, string> sources = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(group => group.Key, group => string.Concat(group.Select(File.ReadAllText)));
        Match[] named = [.. TestName().Matches(Page).Cast<Match>()];

        Assert.True(named.Length > 30);
        Assert.All(named, name => Assert.Contains($" {name.Groups[2].Value}(", sources.GetValueOrDefault(name.Groups[1].Value, ""), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_of_the_cases_exists()
    {
        string sources = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] named = [.. SentenceName().Matches(Read("cases.md")).Select(match => match.Groups[1].Value)];

        Assert.True(named.Length > 20);
        Assert.All(named, name => Assert.Contains($" {name}(", sources, StringComparison.Ordinal));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, "docs", page));

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`([A-Z][a-z]*_\w+_\w+)`")]
    private static partial Regex SentenceName();
}
