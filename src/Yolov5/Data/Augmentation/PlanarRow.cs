namespace Yolov5.Data.Augmentation;

/// <summary>One row of an image whose channels lie apart.</summary>
internal readonly ref struct PlanarRow(Span<byte> red, Span<byte> green, Span<byte> blue)
{
    public Span<byte> Red { get; } = red;

    public Span<byte> Green { get; } = green;

    public Span<byte> Blue { get; } = blue;

    public int Width => Red.Length;

    public PlanarRow Slice(int start, int length) => new(Red.Slice(start, length), Green.Slice(start, length), Blue.Slice(start, length));

    public void Fill(byte value)
    {
        Red.Fill(value);
        Green.Fill(value);
        Blue.Fill(value);
    }
}
