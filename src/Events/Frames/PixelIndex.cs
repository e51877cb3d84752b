using System.Runtime.CompilerServices;

namespace Events.Frames;

/// <summary>Places of events in frames.</summary>
internal static class PixelIndex
{
    /// <summary>The pixel of an event, row by row.</summary>
    /// <exception cref="ArgumentException">The event lies outside of the sensor.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(in CdEvent each, SensorSize size)
    {
        if (each.X >= size.Width || each.Y >= size.Height)
            Throw(each, size);
        return each.Y * size.Width + each.X;
    }

    public static void Check(SensorSize size)
    {
        if (!size.IsValid)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"Each side is 1 to {SensorSize.Most}.");
    }

    private static void Throw(CdEvent each, SensorSize size) => throw new ArgumentException($"The event at ({each.X}, {each.Y}) lies outside of the sensor of {size}.", nameof(each));
}
