using System.Reflection;

namespace Schemes.Tests;

public class SchemeCatalogTests
{
    [Fact]
    public void Every_file_is_a_scheme_named_by_its_number_and_id()
    {
        string[] files = [.. typeof(SchemeCatalog).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Catalog/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal(SchemeCatalog.All.Select((scheme, i) => $"Catalog/{i + 1:00}-{scheme.Id}.json"), files);
    }

    [Fact]
    public void The_baseline_comes_first_and_is_a_plain_FP32_step() =>
        Assert.Equal(new Scheme { Id = "baseline", Name = "Baseline", Method = "Baseline" }, SchemeCatalog.All[0]);

    [Fact]
    public void No_two_schemes_share_an_id_a_name_a_method_or_their_parts()
    {
        int count = SchemeCatalog.All.Count;
        Assert.Equal(count, SchemeCatalog.All.Select(scheme => scheme.Id).Distinct().Count());
        Assert.Equal(count, SchemeCatalog.All.Select(scheme => scheme.Name).Distinct().Count());
        Assert.Equal(count, SchemeCatalog.All.Select(scheme => scheme.Method).Distinct().Count());
        Assert.Equal(count, SchemeCatalog.All.Select(scheme => scheme with { Id = "same", Name = "same", Method = "same" }).Distinct().Count());
    }

    [Fact]
    public void Every_named_scheme_is_in_the_files()
    {
        foreach (PropertyInfo named in typeof(SchemeCatalog).GetProperties().Where(property => property.PropertyType == typeof(Scheme)))
            Assert.Contains((Scheme)named.GetValue(null)!, SchemeCatalog.All);
    }

    [Fact]
    public void An_unknown_id_is_answered_with_the_known_ones() =>
        Assert.StartsWith("There is no scheme 'fastest'; there are baseline, mixed_precision,", Assert.Throws<ArgumentException>(() => SchemeCatalog.Find("fastest")).Message, StringComparison.Ordinal);
}
