using System.Reflection;
using BenchmarkDotNet.Attributes;
using Reports.Claims;
using Schemes;

namespace Benchmarks.Tests;

public class TrainingStepBenchmarksTests
{
    private static readonly MethodInfo[] Methods = typeof(TrainingStepBenchmarks).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    [Fact]
    public void There_is_a_method_for_every_scheme_of_the_catalog_in_its_order()
    {
        string[] benchmarks = [.. Methods.Where(method => method.IsDefined(typeof(BenchmarkAttribute))).OrderBy(method => method.GetCustomAttribute<BenchmarkAttribute>()!.SourceCodeLineNumber).Select(method => method.Name)];

        Assert.Equal(SchemeCatalog.All.Select(scheme => scheme.Method), benchmarks);
    }

    [Fact]
    public void Claims_call_the_schemes_as_the_catalog_does() =>
        Assert.All(CommonClaims.SchemeNames, scheme => Assert.Equal(SchemeCatalog.All.Single(item => item.Id == scheme.Key).Name, scheme.Value));

    [Fact]
    public void Every_method_has_a_set_up_of_its_own() => Assert.Equal(
        SchemeCatalog.All.Select(scheme => scheme.Method).Order(StringComparer.Ordinal),
        Methods.Select(method => method.GetCustomAttribute<GlobalSetupAttribute>()).OfType<GlobalSetupAttribute>().SelectMany(setUp => setUp.Targets).Order(StringComparer.Ordinal));
}
