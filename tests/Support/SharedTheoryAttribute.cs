using System.Runtime.CompilerServices;
using Xunit;

namespace Support;

/// <summary>A theory that needs a file or folder of <c>../shared</c>; skipped by name where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string relativePath, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        RelativePath = relativePath;
        if (!Path.Exists(Repository.SharedPath(relativePath)))
            Skip = $"needs ../shared/{relativePath}";
    }

    public string RelativePath { get; }
}
