using System.Runtime.CompilerServices;

namespace Yolov5.Tests.Weights;

/// <summary>A test that needs /usr/bin/python3 with PyTorch; skipped by name where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTorchFactAttribute : FactAttribute
{
    public PythonTorchFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (!PythonTorch.IsThere)
            Skip = "needs /usr/bin/python3 with torch (Debian: python3-torch)";
    }
}
