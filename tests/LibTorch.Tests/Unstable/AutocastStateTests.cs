using LibTorch.Unstable;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

public class AutocastStateTests
{
    [Fact]
    public void Matrix_products_run_in_bfloat16_while_it_is_in_force()
    {
        using var scope = NewDisposeScope();
        AutocastState before = AutocastState.Get(DeviceType.CPU);
        Tensor x = ones(4, 4);
        new AutocastState(true, ScalarType.BFloat16, true).Set(DeviceType.CPU);
        AutocastState.Enter();
        ScalarType inside = mm(x, x).dtype;
        AutocastState.Leave();
        before.Set(DeviceType.CPU);
        Assert.Equal(ScalarType.BFloat16, inside);
        Assert.Equal(ScalarType.Float32, mm(x, x).dtype);
        Assert.Equal(before, AutocastState.Get(DeviceType.CPU));
    }

    [Fact]
    public void The_state_belongs_to_the_thread()
    {
        AutocastState before = AutocastState.Get(DeviceType.CPU);
        Thread other = new(() => new AutocastState(true, ScalarType.BFloat16, false).Set(DeviceType.CPU));
        other.Start();
        other.Join();
        Assert.Equal(before, AutocastState.Get(DeviceType.CPU));
    }
}
