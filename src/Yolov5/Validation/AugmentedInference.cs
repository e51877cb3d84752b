using TorchSharp;
using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Validation;

/// <summary>
/// Test-time augmentation as the reference does it: the images at three scales, the second one mirrored, and all boxes together. Of the
/// largest scale the boxes of the largest stride are left out, of the smallest scale those of the smallest.
/// </summary>
public static class AugmentedInference
{
    // Of the padding that brings a scaled image to whole strides: the mean of ImageNet, as in the reference.
    private const double Border = 0.447;

    private static readonly (double Scale, bool Mirrored)[] Views = [(1, false), (0.83, true), (0.67, false)];

    /// <summary>Runs the network, which is in evaluation mode, on all views.</summary>
    /// <param name="forward">Forward pass of the network.</param>
    /// <param name="model">The network.</param>
    /// <param name="images">[N, 3, H, W] from <see cref="SchemeForward.Normalise"/>; remains owned by the caller.</param>
    /// <returns>[N, boxes, 5 + classes] as <see cref="DetectOutput.Predictions"/>, in pixels of the images; owned by the caller.</returns>
    public static Tensor Run(SchemeForward forward, DetectionModel model, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> all = [];
        for (int view = 0; view < Views.Length; view++)
        {
            (double scale, bool mirrored) = Views[view];
            Tensor scaled = Scaled(mirrored ? images.flip(3) : images, scale, model.LargestStride);
            Tensor boxes = forward.Run(scaled).Predictions!.clone();
            boxes.narrow(-1, 0, 4).div_(scale);
            if (mirrored)
            {
                Tensor x = boxes.narrow(-1, 0, 1);
                x.neg_().add_(images.shape[3]);
            }

            long[] cells = CellsOfLevels(scaled, model.Head);
            all.Add(view == 0 ? boxes.narrow(1, 0, cells[..^1].Sum())
                : view == Views.Length - 1 ? boxes.narrow(1, cells[0], cells[1..].Sum())
                : boxes);
        }

        return cat(all, 1).MoveToOuterDisposeScope();
    }

    private static Tensor Scaled(Tensor images, double scale, int stride)
    {
        if (scale == 1)
            return images;
        long height = images.shape[2], width = images.shape[3];
        long newHeight = (long)(height * scale), newWidth = (long)(width * scale);
        Tensor resized = nn.functional.interpolate(images, [newHeight, newWidth], mode: InterpolationMode.Bilinear, align_corners: false);
        long outerHeight = (long)Math.Ceiling(height * scale / stride) * stride, outerWidth = (long)Math.Ceiling(width * scale / stride) * stride;
        return nn.functional.pad(resized, [0, outerWidth - newWidth, 0, outerHeight - newHeight], value: Border);
    }

    private static long[] CellsOfLevels(Tensor images, Detect head) =>
        [.. head.Strides.Select(stride => head.AnchorsPerLevel * (long)(images.shape[2] / stride) * (long)(images.shape[3] / stride))];
}
