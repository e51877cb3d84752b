namespace Yolov5.Data.Augmentation;

/// <summary>
/// One step that changes a training sample, image and boxes together. A step holds no state of its own, so that one
/// instance serves all threads, and takes every random number from the sample's stream, so that the result does not
/// depend on threads.
/// </summary>
public interface IAugmentation
{
    /// <summary>Changes the sample in place.</summary>
    /// <param name="sample">Image and boxes in pixels.</param>
    /// <param name="random">The sample's own stream.</param>
    void Apply(Sample sample, RandomStream random);
}
