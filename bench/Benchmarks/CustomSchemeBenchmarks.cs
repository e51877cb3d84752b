using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;

namespace Benchmarks;

/// <summary>The same training step under the schemes of the user's files (<c>--scheme-file</c>), one case for each.</summary>
/// <remarks>A class of its own, since a parameter belongs to all benchmarks of a class.</remarks>
public class CustomSchemeBenchmarks : SchemeBenchmarks
{
    /// <summary>The id of the scheme.</summary>
    [ParamsSource(nameof(SchemeIds))]
    public string Scheme { get; set; } = "";

    /// <summary>The ids of the run's schemes from files.</summary>
    public static IEnumerable<string> SchemeIds => SuiteOptions.FromEnvironment().CustomSchemes.Select(scheme => scheme.Id);

    /// <summary>Prepares <see cref="Custom"/>.</summary>
    [GlobalSetup]
    public void SetUpCustom() => SetUp(SuiteOptions.FromEnvironment().CustomSchemes.Single(scheme => scheme.Id == Scheme));

    /// <summary>A step under the scheme of a file.</summary>
    [Benchmark]
    public void Custom() => Step();
}
