using static TorchSharp.torch;

namespace Yolov5.Losses;

/// <summary>Complete IoU (Zheng et al., Distance-IoU Loss, AAAI 2020), as YOLOv5's bbox_iou computes it.</summary>
internal static class CompleteIou
{
    private const double Epsilon = 1e-7;

    /// <summary>CIoU of boxes given by centre, width and height: [N, 2], [N, 2] against [N, 4], row by row; [N, 1].</summary>
    /// <remarks>Runs in the caller's dispose scope, which its intermediate tensors belong to.</remarks>
    public static Tensor Of(Tensor centre, Tensor size, Tensor target)
    {
        Tensor otherCentre = target.narrow(1, 0, 2);
        Tensor otherSize = target.narrow(1, 2, 2);
        Tensor half = size / 2;
        Tensor otherHalf = otherSize / 2;
        Tensor low = centre - half;
        Tensor high = centre + half;
        Tensor otherLow = otherCentre - otherHalf;
        Tensor otherHigh = otherCentre + otherHalf;

        Tensor overlap = (high.minimum(otherHigh) - low.maximum(otherLow)).clamp(min: 0);
        Tensor intersection = Product(overlap);
        Tensor union = Product(size) + Product(otherSize) - intersection + Epsilon;
        Tensor iou = intersection / union;

        Tensor hull = (high.maximum(otherHigh) - low.minimum(otherLow)).pow(2);
        Tensor diagonal = Sum(hull) + Epsilon;
        Tensor apart = (otherLow + otherHigh - low - high).pow(2);
        Tensor distance = Sum(apart) / 4;

        Tensor shape = (Aspect(otherSize) - Aspect(size)).pow(2) * (4 / (Math.PI * Math.PI));
        Tensor weight;
        using (no_grad())
            weight = shape / (shape - iou + (1 + Epsilon));
        return iou - ((distance / diagonal) + (shape * weight));
    }

    private static Tensor Aspect(Tensor size) => (size.narrow(1, 0, 1) / size.narrow(1, 1, 1)).atan();

    private static Tensor Product(Tensor pair) => pair.narrow(1, 0, 1) * pair.narrow(1, 1, 1);

    private static Tensor Sum(Tensor pair) => pair.narrow(1, 0, 1) + pair.narrow(1, 1, 1);
}
