using Benchmarks.Rounds;

namespace Benchmarks.Tests.Rounds;

public class StoppingRuleTests
{
    [Theory]
    [InlineData(true, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)]
    [InlineData(true, 1.0, 1.01, 0.99, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.0, 1.0, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.0, 1.2, 0.9, 1.0, 1.0, 1.0)]
    [InlineData(true, 1.0, 1.2, 0.9, 1.0, 1.0, 1.3, 0.8, 1.0)]
    [InlineData(false, 1.0)]
    public void A_process_ends_when_its_time_is_known_within_2_percent_or_at_its_limit(bool enough, params double[] times) =>
        Assert.Equal(enough, new StoppingRule(8).IsEnough(times));
}
