using System.Runtime.CompilerServices;
using Xunit;

namespace Support;

/// <summary>A test with several ranks on CPUs; skipped by name where scripts/build-gloo.sh has not been run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GlooFactAttribute : FactAttribute
{
    public GlooFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Reason;

    /// <summary>Reason that such tests are skipped, or null.</summary>
    public static string? Reason { get; } = File.Exists(Path.Combine(Repository.Root, "src/Gloo/build/libglooshim.so"))
        ? null
        : "needs src/Gloo/build/libglooshim.so: run scripts/build-gloo.sh";
}
