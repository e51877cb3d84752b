using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Benchmarks.Tests.Workflows;

/// <summary>A workflow of GitHub Actions, as far as a test has to know it; other keys are ignored.</summary>
internal sealed partial class WorkflowFile
{
    public Dictionary<string, string> Env { get; set; } = [];

    public Dictionary<string, WorkflowJob> Jobs { get; set; } = [];

    public static WorkflowFile Read(string path) => new DeserializerBuilder()
        .WithNamingConvention(HyphenatedNamingConvention.Instance)
        .IgnoreUnmatchedProperties()
        .Build()
        .Deserialize<WorkflowFile>(File.ReadAllText(path));

    /// <summary>The text with the values of its expressions, which <paramref name="values"/> lists by what stands in the braces.</summary>
    /// <exception cref="KeyNotFoundException">An expression is not listed.</exception>
    public static string Resolve(string text, IReadOnlyDictionary<string, string> values) => Expression().Replace(text, match =>
        values.TryGetValue(match.Groups[1].Value, out string? value)
            ? value
            : throw new KeyNotFoundException($"The test does not know {match.Value}; give it a value in {nameof(BenchmarksWorkflowTests)}."));

    [GeneratedRegex(@"\$\{\{\s*(.*?)\s*\}\}")]
    private static partial Regex Expression();
}

/// <summary>A job of a <see cref="WorkflowFile"/>.</summary>
internal sealed class WorkflowJob
{
    public string RunsOn { get; set; } = "";

    public object? Container { get; set; }

    public Dictionary<string, string> Env { get; set; } = [];

    public List<WorkflowStep> Steps { get; set; } = [];
}

/// <summary>A step of a <see cref="WorkflowJob"/>: an action that it uses, or lines that it runs.</summary>
internal sealed class WorkflowStep
{
    public string? Name { get; set; }

    public string? Uses { get; set; }

    public string? If { get; set; }

    public string? Run { get; set; }

    public string? Shell { get; set; }

    public string? WorkingDirectory { get; set; }

    public Dictionary<string, string> Env { get; set; } = [];

    public Dictionary<string, string> With { get; set; } = [];
}
