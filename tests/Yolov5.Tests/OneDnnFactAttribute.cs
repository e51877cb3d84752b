using System.Runtime.CompilerServices;
using Schemes;

namespace Yolov5.Tests;

/// <summary>
/// A test of how much memory a whole step takes, with convolutions by oneDNN. It is skipped by name where oneDNN is not used: libtorch's
/// own convolutions unfold their inputs, and that memory exceeds all else in a tiny network.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneDnnFactAttribute : FactAttribute
{
    public OneDnnFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = TorchDevices.UsesOneDnn ? null : "needs oneDNN, whose convolutions are wrong on this processor";
}
