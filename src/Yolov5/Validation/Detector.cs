using System.Diagnostics;
using System.Runtime.InteropServices;
using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Validation;

/// <summary>Finds objects in single pictures, as YOLOv5's detect.py does. Not safe for several threads at once.</summary>
public sealed class Detector : IDisposable
{
    private readonly InferenceNetworks _networks;
    private readonly NmsOptions _suppression;

    /// <summary>Prepares a network; batch norm is folded into the convolutions of a copy.</summary>
    /// <param name="model">The network, on the device to compute on; remains owned by the caller and unchanged.</param>
    /// <param name="suppression">Thresholds.</param>
    /// <param name="scheme">Number format and order of elements of the forward pass.</param>
    /// <param name="augment">True for test-time augmentation, see <see cref="AugmentedInference"/>.</param>
    /// <param name="ensemble">Networks whose boxes are put beside those of the first; null for none. They remain owned by the caller and unchanged.</param>
    /// <exception cref="InvalidInputException">The networks of the ensemble have different classes or channels.</exception>
    public Detector(DetectionModel model, NmsOptions suppression, Scheme scheme, bool augment = false, IReadOnlyList<DetectionModel>? ensemble = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(suppression);
        ArgumentNullException.ThrowIfNull(scheme);
        suppression.Validate();
        _networks = new InferenceNetworks(model, ensemble ?? [], scheme, augment);
        _suppression = suppression;
    }

    /// <summary>Channels of the network's images: 3, or 6 for the frames of two cameras.</summary>
    public int Channels => _networks.First.Description.Channels;

    /// <summary>Finds the objects of a picture, or of the frames of two cameras.</summary>
    /// <param name="image">The picture, or the RGB frame.</param>
    /// <param name="width">Width to fit it into, a multiple of the network's stride; borders of whole strides are left out.</param>
    /// <param name="height">Height to fit it into.</param>
    /// <param name="inputSeen">Receives the (first) network and the input [1, C, H, W] before the network runs; null for nothing.</param>
    /// <param name="events">The event frame, brought to the size of the RGB frame; for a network of two cameras alone.</param>
    public PictureDetections Run(Image image, int width, int height, Action<DetectionModel, Tensor>? inputSeen = null, Image? events = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Channels != Image.Channels * (events is null ? 1 : 2))
            throw new ArgumentException($"The network takes images of {Channels} channels.", nameof(events));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Stopwatch preprocess = Stopwatch.StartNew();
        LetterboxGeometry geometry = Letterbox.Compute(image.Width, image.Height, width, height, auto: true, stride: _networks.LargestStride);
        Image fitted = Letterbox.Apply(image, geometry);
        Tensor bytes = Planes(fitted);
        if (events is not null)
            bytes = cat([bytes, Planes(Letterbox.Apply(events, geometry))], 1);
        Tensor input = _networks.Normalise(bytes);
        DeviceMemory.Synchronize(_networks.First.Device());
        preprocess.Stop();
        inputSeen?.Invoke(_networks.First, input);

        Stopwatch inference = Stopwatch.StartNew();
        Tensor predictions = _networks.Predict(input);
        inference.Stop();

        Stopwatch suppression = Stopwatch.StartNew();
        Detection[] found = NonMaxSuppression.Run(MemoryMarshal.Cast<byte, float>(predictions.bytes), _networks.First.Head.ClassCount, _suppression);
        GC.KeepAlive(predictions);
        (double gain, double padX, double padY) = BoxGeometry.LetterboxMapping(fitted.Width, fitted.Height, image.Width, image.Height);
        BoxGeometry.ScaleBoxes(found, gain, padX, padY, image.Width, image.Height);
        suppression.Stop();

        // Whole pixels, as in the reference.
        Detection[] rounded = Array.ConvertAll(found, each => each with { X1 = Whole(each.X1), Y1 = Whole(each.Y1), X2 = Whole(each.X2), Y2 = Whole(each.Y2) });
        return new PictureDetections(
            rounded, fitted.Width, fitted.Height, preprocess.Elapsed.TotalMilliseconds, inference.Elapsed.TotalMilliseconds, suppression.Elapsed.TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _networks.Dispose();

    private static Tensor Planes(Image image) => tensor(image.Pixels, [1, image.Height, image.Width, Image.Channels]).permute(0, 3, 1, 2).contiguous();

    private static float Whole(float value) => MathF.Round(value, MidpointRounding.ToEven);
}
