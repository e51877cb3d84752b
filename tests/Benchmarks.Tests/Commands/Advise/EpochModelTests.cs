using Benchmarks.Commands.Advise;
using CsCheck;
using Reports.Advice;

namespace Benchmarks.Tests.Commands.Advise;

public class EpochModelTests
{
    private static readonly EpochSettings Now = Machines.Now;

    [Fact]
    public void Parts_are_not_negative_and_add_up() => Gen.Select(Machines.Any, Machines.Sizes).Sample((machine, size) =>
    {
        EpochTime time = new EpochModel(machine).Predict(Now, size.Train, size.Validation);
        Assert.All(time.Parts, part => Assert.True(part.Seconds >= 0 && double.IsFinite(part.Seconds), part.Name));
        Assert.Equal(time.Parts.Sum(part => part.Seconds), time.Total, 9);
    });

    [Fact]
    public void More_images_never_take_less_time() => Gen.Select(Machines.Any, Machines.Sizes).Sample((machine, size) =>
    {
        EpochModel model = new(machine);
        double time = model.Predict(Now, size.Train, size.Validation).Total;
        Assert.True(model.Predict(Now, size.Train + 1, size.Validation).Total >= time - 1e-9);
        Assert.True(model.Predict(Now, size.Train, size.Validation + 1).Total >= time - 1e-9);
    });

    [Fact]
    public void Slower_loading_steps_evaluations_or_saving_never_save_time() => Gen.Select(Machines.Any, Machines.Sizes, Gen.Double[1, 3]).Sample((machine, size, factor) =>
    {
        double time = Total(machine);
        Assert.True(Total(machine with { Loads = machine.Loads.ToDictionary(each => each.Key, each => new LoadRate(each.Value.Seconds * factor, each.Value.CpuSeconds * factor)) }) >= time - 1e-9);
        Assert.True(Total(machine with { Steps = machine.Steps.ToDictionary(each => each.Key, each => new StepRate(each.Value.Seconds * factor, each.Value.CpuSeconds * factor)) }) >= time - 1e-9);
        Assert.True(Total(machine with { EvaluationComputing = machine.EvaluationComputing * factor }) >= time - 1e-9);
        Assert.True(Total(machine with { Saving = machine.Saving * factor }) >= time - 1e-9);

        double Total(EpochFacts facts) => new EpochModel(facts).Predict(Now, size.Train, size.Validation).Total;
    });

    [Fact]
    public void Training_takes_as_long_as_the_slower_of_loading_and_steps_and_never_more_than_both() => Gen.Select(Machines.Any, Machines.Sizes).Sample((machine, size) =>
    {
        machine = machine with { SharedCores = 0, Correction = 1 };
        EpochTime time = new EpochModel(machine).Predict(Now, size.Train, 0);
        double steps = machine.Steps[(Now.Scheme, Now.BatchSize)].Seconds * size.Train / Now.BatchSize, loading = machine.Loads[(Now.Workers, false)].Seconds * size.Train;
        Assert.InRange(time.Waiting + time.Steps, Math.Max(steps, loading) - 1e-9, steps + loading + 1e-9);
    });

    [Fact]
    public void Without_a_batch_ahead_loading_and_steps_take_turns()
    {
        EpochModel model = new(Machines.Of(load: 0.1, loadCpu: 0, step: 1));
        foreach (EpochSettings settings in new[] { Now with { Prefetch = 1 }, Now with { Workers = 0 } })
        {
            EpochTime time = model.Predict(settings, 80, 0);
            Assert.Equal(10 * 8 * 0.1 / Math.Max(1, settings.Workers), time.Waiting, 9);
            Assert.Equal(10, time.Steps, 9);
        }
    }

    [Fact]
    public void Steps_and_loading_that_share_cores_take_the_processor_time_of_both()
    {
        // A second of the step on one core, and 0.8 s of loading on the same one.
        EpochTime time = new EpochModel(Machines.Of(load: 0.1, loadCpu: 0.1, step: 1, cores: 1)).Predict(Now, 80, 0);
        Assert.Equal(10 * 1.8, time.Steps, 9);
        Assert.Equal(8 * 0.05, time.Waiting, 9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 0.2)]
    [InlineData(0, 0)]
    public void An_evaluation_counts_with_the_share_of_epochs_that_have_one(int period, double share)
    {
        EpochTime time = new EpochModel(Machines.Of(load: 0.01, loadCpu: 0, step: 1, evaluation: 0.1)).Predict(Now with { EvalPeriod = period }, 80, 100);
        Assert.Equal(10 * share, time.Evaluation, 9);
    }

    [Fact]
    public void A_step_that_was_not_measured_grows_as_those_of_another_scheme_do()
    {
        EpochModel model = new(Machines.Of(load: 0.01, loadCpu: 0, step: 1, otherScheme: 0.5));
        Assert.Equal(0.5 * 1.9, model.Step(Machines.Faster, 16).Seconds, 9);
        Assert.Equal(4 * 1.9, model.Step(Machines.Plain, 64).Seconds, 9);
    }
}
