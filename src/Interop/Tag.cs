namespace Interop;

/// <summary>What a <see cref="Value"/> holds; the numbers are those of bridge.h.</summary>
internal enum Tag
{
    None = 0,
    Default = 1,
    Tensor = 2,
    Int = 3,
    Double = 4,
    Bool = 5,
    IntList = 6,
    DoubleList = 7,
    TensorList = 8,
    String = 9,
}
