using Support;

namespace LibTorch.Tests.Loading;

public class EngineTests
{
    [Fact]
    public void A_thread_that_uses_TorchSharp_while_it_is_being_loaded_finds_its_libraries()
    {
        var (exitCode, output, error) = DotnetProgram.Run("LoadingProgram.dll");
        Assert.Equal("", error);
        Assert.Equal(["3", "3"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, exitCode);
    }
}
