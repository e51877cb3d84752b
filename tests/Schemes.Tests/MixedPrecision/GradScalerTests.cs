using Schemes.MixedPrecision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.MixedPrecision;

public class GradScalerTests
{
    [Fact]
    public void Ten_steps_with_an_injected_infinity_skip_exactly_one_update()
    {
        using Parameter weight = new(ones(3));
        GradScaler scaler = new(new GradScalerOptions { InitialScale = 1024 });
        int updates = 0;
        for (int step = 0; step < 10; step++)
        {
            using Tensor loss = (weight * (step == 4 ? float.PositiveInfinity : 1)).sum();
            scaler.Scale(loss).Backward();
            scaler.Unscale([weight]);
            bool taken = scaler.Update(() => updates++);
            Assert.Equal(step != 4, taken);
            weight.grad = null;
        }

        Assert.Equal(9, updates);
        Assert.Equal(1, scaler.SkippedSteps);
        Assert.Equal(512, scaler.CurrentScale);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void One_bad_element_among_many_is_found(float bad)
    {
        using Parameter weight = new(zeros(100_001));
        weight.grad = ones(100_001);
        weight.grad[70_000] = tensor(bad);
        GradScaler scaler = new();
        scaler.Unscale([weight]);

        Assert.False(scaler.Update(() => throw new InvalidOperationException("The step must be skipped.")));
    }

    [Fact]
    public void Gradients_are_divided_by_the_scale()
    {
        using Parameter weight = new(ones(3));
        GradScaler scaler = new(new GradScalerOptions { InitialScale = 8 });
        scaler.Scale((weight * 3).sum()).Backward();
        Assert.Equal([24f, 24f, 24f], weight.grad!.data<float>().ToArray());
        scaler.Unscale([weight]);

        Assert.Equal([3f, 3f, 3f], weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_scale_grows_after_an_interval_without_overflow_and_a_state_resumes_it()
    {
        using Parameter weight = new(ones(1));
        GradScalerOptions options = new() { InitialScale = 4, GrowthInterval = 3 };
        GradScaler scaler = new(options);
        GradScaler resumed = new(options);
        for (int step = 0; step < 7; step++)
        {
            if (step == 2)
                resumed.State = scaler.State;
            foreach (GradScaler each in step < 2 ? new[] { scaler } : [scaler, resumed])
            {
                weight.grad = ones(1);
                each.Unscale([weight]);
                each.Update(() => { });
            }
        }

        Assert.Equal(16, scaler.CurrentScale);
        Assert.Equal(scaler.State, resumed.State);
    }

    [Fact]
    public void A_disabled_scaler_passes_everything_through()
    {
        using Parameter weight = new(ones(1));
        weight.grad = tensor(new[] { float.NaN });
        GradScaler scaler = new(new GradScalerOptions { Enabled = false });
        scaler.Unscale([weight]);
        bool called = false;

        Assert.True(scaler.Update(() => called = true));
        Assert.True(called);
        Assert.Equal(1, scaler.CurrentScale);
    }

    [Fact]
    public void A_step_without_unscaling_is_an_error()
    {
        GradScaler scaler = new();
        Assert.Throws<InvalidOperationException>(() => scaler.Update(() => { }));
    }
}
