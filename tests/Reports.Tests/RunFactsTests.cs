using Reports.Model;

namespace Reports.Tests;

public class RunFactsTests
{
    [Fact]
    public void Accuracy_that_is_not_of_this_run_is_said_with_its_time()
    {
        BenchmarkRun run = SampleRuns.Typical();
        Assert.DoesNotContain(RunFacts.Of(run), fact => fact.Name == "Accuracy");

        DateTimeOffset earlier = new(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);
        CaseResult[] measured = [.. run.Cases.Where(item => item.Accuracy is not null)];
        CaseResult[] kept = [.. measured[..2].Select((item, i) => item with { Accuracy = item.Accuracy! with { KeptFromUtc = earlier.AddMinutes(i) } })];
        (_, string value) = Assert.Single(RunFacts.Of(run with { Cases = [.. kept, .. measured[2..]] }), fact => fact.Name == "Accuracy");
        Assert.StartsWith("of 2 cases measured in an earlier run (until 2026-11-28 09:31 UTC): ", value);
    }
}
