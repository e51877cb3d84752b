using Benchmarks.Commands.Advise;
using CsCheck;

namespace Benchmarks.Tests.Commands.Advise;

public class ChangesTests
{
    private static readonly EpochSettings Now = Machines.Now;

    [Fact]
    public void What_is_chosen_saves_time_and_no_further_change_is_worth_it() => Gen.Select(Machines.Any, Machines.Sizes).Sample((machine, size) =>
    {
        EpochModel model = new(machine);
        IReadOnlyList<Change> changes = Changes.Of(Now, machine);
        EpochSettings chosen = Changes.Choose(model, Now, changes, size.Train, size.Validation);

        double before = Time(Now), after = Time(chosen);
        Assert.True(chosen == Now || before - after > Changes.LeastGain * before);

        // Kinds of settings that were left as they are have no change left that saves more than it has to.
        IEnumerable<IGrouping<ChangeKind, Change>> kinds = changes.Where(change => change.IsAdvisable).GroupBy(change => change.Kind);
        foreach (Change change in kinds.Where(kind => kind.All(change => change.Apply(chosen) != chosen)).SelectMany(kind => kind))
            Assert.True(after - Time(change.Apply(chosen)) <= (Changes.LeastGain * before) + 1e-9, $"{change.Kind}");

        double Time(EpochSettings settings) => model.Predict(settings, size.Train, size.Validation).Total;
    });

    [Fact]
    public void A_setting_that_is_not_the_bottleneck_gains_nothing()
    {
        // Steps of a second hide loading of 0.04 s; nothing is evaluated or saved.
        EpochFacts machine = Machines.Of(load: 0.01, loadCpu: 0, step: 1, otherScheme: 1.2);
        EpochModel model = new(machine);
        double now = model.Predict(Now, 8000, 0).Total;
        foreach (Change change in Changes.Of(Now, machine).Where(change => change.Kind is ChangeKind.Workers or ChangeKind.Cache or ChangeKind.Evaluation or ChangeKind.Saving))
            Assert.True(1 - (model.Predict(change.Apply(Now), 8000, 0).Total / now) <= 0.001, $"{change.Kind}");
        Assert.Equal("--batch-size 16", Changes.Choose(model, Now, Changes.Of(Now, machine), 8000, 0).OptionsAgainst(Now));
    }

    [Theory]
    [InlineData(0.5, 0.001, 0.1, 1.5, 0, "--cache ram")]
    [InlineData(0.01, 0.01, 1, 0.5, 0, "--scheme faster")]
    [InlineData(0.001, 0.001, 0.1, 1.5, 1, "--eval-period 5")]
    public void The_change_that_removes_the_bottleneck_is_chosen(double load, double loadCpu, double step, double otherScheme, double evaluation, string expected)
    {
        EpochFacts machine = Machines.Of(load, loadCpu, step, otherScheme, evaluation);
        Change[] changes = [.. Changes.Of(Now, machine).Where(change => change.Kind != ChangeKind.Batch)];
        Assert.Equal(expected, Changes.Choose(new EpochModel(machine), Now, changes, 800, 800).OptionsAgainst(Now));
    }

    [Fact]
    public void Changes_that_cost_something_else_are_shown_but_not_advised()
    {
        EpochFacts machine = Machines.Of(load: 0.001, loadCpu: 0.001, step: 0.01, otherScheme: 1.5, saving: 100);
        IReadOnlyList<Change> changes = Changes.Of(Now, machine);
        Assert.Contains(changes, change => change.Apply(Now).OptionsAgainst(Now) == "--nosave");
        Assert.True(Changes.Choose(new EpochModel(machine), Now, changes, 80, 0).Saves);
    }

    [Fact]
    public void What_is_done_already_is_no_change()
    {
        EpochSettings done = Now with { Caches = true, EvalPeriod = 5, Saves = false };
        Assert.All(Changes.Of(done, Machines.Of(0.01, 0.01, 1)), change => Assert.DoesNotContain(change.Kind, new[] { ChangeKind.Cache, ChangeKind.Evaluation, ChangeKind.Saving, ChangeKind.Prefetch }));
        Assert.All(Changes.Of(done, Machines.Of(0.01, 0.01, 1)), change => Assert.NotEqual(done, change.Apply(done)));
    }
}
