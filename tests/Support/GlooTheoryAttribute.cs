using System.Runtime.CompilerServices;
using Xunit;

namespace Support;

/// <summary>Cases of a <see cref="GlooFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GlooTheoryAttribute : TheoryAttribute
{
    public GlooTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = GlooFactAttribute.Reason;
}
