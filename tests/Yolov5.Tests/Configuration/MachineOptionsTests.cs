using Yolov5.Configuration;

namespace Yolov5.Tests.Configuration;

public class MachineOptionsTests
{
    [Theory]
    [InlineData("cpu", null)]
    [InlineData("CPU", null)]
    [InlineData("cuda", 0)]
    [InlineData("cuda:3", 3)]
    [InlineData("12", 12)]
    public void A_device_has_one_meaning_for_all_commands(string given, int? index) => Assert.Equal(index, MachineOptions.CudaIndex(given));

    [Theory]
    [InlineData("tpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("99999999999")]
    public void Another_text_is_answered_with_what_is_allowed(string given) =>
        Assert.Equal($"--device {given}: cpu, cuda:0 or a number is expected.", Assert.Throws<InvalidInputException>(() => MachineOptions.Device(given)).Message);

    [Fact]
    public void A_budget_is_an_amount_or_nothing()
    {
        Assert.Equal(0, MachineOptions.MemoryBudget(null));
        Assert.Equal(512L << 20, MachineOptions.MemoryBudget("512MiB"));
        Assert.StartsWith("--memory-budget: ", Assert.Throws<InvalidInputException>(() => MachineOptions.MemoryBudget("much")).Message, StringComparison.Ordinal);
    }
}
