using System.Runtime.InteropServices;
using LibTorch.Loading;

namespace LibTorch.Tests.Loading;

public partial class ThreadWaitingTests
{
    [Fact]
    public void The_engine_shortens_the_spinning_of_threads_unless_the_environment_says_otherwise()
    {
        Engine.Start();
        string? given = Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") ?? Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? Environment.GetEnvironmentVariable("KMP_BLOCKTIME");

        if (string.IsNullOrEmpty(given))
            Assert.Equal("10000", Marshal.PtrToStringUTF8(Variable("GOMP_SPINCOUNT")));
        else
            Assert.Equal(Environment.GetEnvironmentVariable("GOMP_SPINCOUNT"), Marshal.PtrToStringUTF8(Variable("GOMP_SPINCOUNT")));
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData("", 10_000)]
    [InlineData("1", 10_000)]
    [InlineData("x", 10_000)]
    [InlineData("2", 1000)]
    public void Ranks_that_share_the_cores_spin_shorter(string? localWorldSize, int rounds) => Assert.Equal(rounds, ThreadWaiting.Rounds(localWorldSize));

    // The C environment, which .NET's own is a copy of.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Variable(string name);
}
