namespace Yolov5.Configuration;

/// <summary>Sizes of images that a network takes: multiples of its largest stride.</summary>
public static class ImageSizes
{
    // A side beyond this is a slip of the finger: a batch of one such image has 800 MB.
    private const int Largest = 16384;

    /// <summary>Checks a size for which the network is not known yet.</summary>
    /// <param name="given">Size as the user gave it, in pixels.</param>
    /// <returns>The size.</returns>
    /// <exception cref="InvalidInputException">The size is below 1 or far beyond any image's.</exception>
    public static int Checked(int given) => given is >= 1 and <= Largest
        ? given
        : throw new InvalidInputException($"--imgsz {given}: 1 to {Largest} pixels are expected.");

    /// <summary>A size rounded up to the next multiple of a network's stride.</summary>
    /// <param name="given">Size as the user gave it, in pixels.</param>
    /// <param name="stride">The network's largest stride in pixels.</param>
    /// <param name="warning">Receives a line if the size is changed.</param>
    /// <exception cref="InvalidInputException">The size is below 1 or far beyond any image's.</exception>
    public static int RoundUp(int given, int stride, Action<string> warning)
    {
        ArgumentNullException.ThrowIfNull(warning);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        int rounded = (Checked(given) + stride - 1) / stride * stride;
        if (rounded != given)
            warning($"--imgsz {given}: not a multiple of the network's stride of {stride} pixels; {rounded} is used.");
        return rounded;
    }
}
