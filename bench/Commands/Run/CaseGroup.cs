using BenchmarkDotNet.Running;

namespace Benchmarks.Commands.Run;

/// <summary>Cases that are compared with one baseline: the same parameters, whatever the scheme.</summary>
internal static class CaseGroup
{
    /// <summary>Key of a case's group.</summary>
    public static string Of(BenchmarkCase benchmark)
    {
        string family = typeof(SchemeBenchmarks).IsAssignableFrom(benchmark.Descriptor.Type) ? nameof(SchemeBenchmarks) : benchmark.Descriptor.Type.Name;

        // The scheme of a file takes the place of a method.
        return string.Join(", ", [
            family,
            .. benchmark.Parameters.Items.Where(item => item.Name != nameof(CustomSchemeBenchmarks.Scheme)).Select(item => $"{item.Name}={item.ToDisplayText()}")]);
    }
}
