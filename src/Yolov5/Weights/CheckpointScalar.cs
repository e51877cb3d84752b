using System.Numerics;

namespace Yolov5.Weights;

/// <summary>Null, a Boolean, a number, a string or raw bytes in a checkpoint.</summary>
public sealed class CheckpointScalar : CheckpointValue
{
    private static readonly CheckpointScalar True = new(true);
    private static readonly CheckpointScalar False = new(false);

    internal CheckpointScalar(object? value) => Value = value;

    /// <summary>
    /// Null, or a <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/> (beyond 64 bits),
    /// <see cref="double"/>, <see cref="string"/> or byte array.
    /// </summary>
    public object? Value { get; }

    /// <inheritdoc/>
    public override string Kind => Value switch
    {
        null => "null",
        bool => "a Boolean",
        long => "an integer",
        BigInteger => "an integer of more than 64 bits",
        double => "a floating point number",
        string => "a string",
        _ => "a byte string",
    };

    internal static CheckpointScalar Of(bool value) => value ? True : False;
}
