using System.Runtime.CompilerServices;

namespace Benchmarks.Tests;

/// <summary>A test that takes a minute; left out, by name, where the variable WITHOUT_LONG_TESTS is 1.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (Environment.GetEnvironmentVariable("WITHOUT_LONG_TESTS") == "1")
            Skip = "left out by WITHOUT_LONG_TESTS=1";
    }
}
