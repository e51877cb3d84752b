using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>A tensor that is trained, under the name that its state is saved by.</summary>
/// <param name="Name">Unique within an optimizer.</param>
/// <param name="Value">The tensor; it stays its module's.</param>
public readonly record struct NamedParameter(string Name, Tensor Value);
