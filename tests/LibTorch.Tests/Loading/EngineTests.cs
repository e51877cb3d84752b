using System.Runtime.InteropServices;
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

    [Fact]
    public void A_libtorch_that_the_systems_loader_finds_by_its_name_is_not_taken()
    {
        using TemporaryFolder system = new();

        // Real libraries, so that the loader takes them, without anything of libtorch.
        foreach (string name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
            File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.IO.Compression.Native.so"), system.File(name));
        var (exitCode, output, error) = DotnetProgram.Run([("LD_LIBRARY_PATH", system.Path)], "LoadingProgram.dll");
        Assert.Equal("", error);
        Assert.Equal(["3", "3"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, exitCode);
    }
}
