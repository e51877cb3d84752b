using Schemes;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Validation;

/// <summary>
/// The networks of an ensemble after the first: their boxes are put beside the first one's before the suppression, as the reference does with
/// several weights.
/// </summary>
internal sealed class FurtherNetworks : IDisposable
{
    private readonly List<(DetectionModel Network, SchemeForward Forward)> _members = [];
    private readonly bool _augment;

    /// <summary>Prepares copies of networks.</summary>
    /// <param name="first">The first network of the ensemble.</param>
    /// <param name="models">The others, on the same device; they remain owned by the caller and unchanged.</param>
    /// <param name="scheme">Number format and order of elements of the forward pass.</param>
    /// <param name="fuse">True to fold batch norm into the convolutions.</param>
    /// <param name="augment">True for test-time augmentation.</param>
    /// <exception cref="InvalidInputException">A network has other classes or channels than the first one.</exception>
    public FurtherNetworks(DetectionModel first, IEnumerable<DetectionModel> models, Scheme scheme, bool fuse, bool augment)
    {
        _augment = augment;
        foreach (DetectionModel model in models)
        {
            if (model.Head.ClassCount != first.Head.ClassCount || model.Description.Channels != first.Description.Channels)
                throw new InvalidInputException($"An ensemble needs networks for the same classes and images: {model.Description.Name} has {model.Head.ClassCount} classes and {model.Description.Channels} channels, {first.Description.Name} {first.Head.ClassCount} and {first.Description.Channels}.");
            DetectionModel network = fuse && !model.IsFused ? model.Fuse() : model.Clone();
            network.eval();
            _members.Add((network, new SchemeForward(network, scheme with { CheckpointInterval = 0, ZeroStage = 0, Offload = Offload.None })));
        }
    }

    /// <summary>Puts their boxes beside those of the first network.</summary>
    /// <param name="predictions">[N, boxes, 5 + classes] in float32 on the host.</param>
    /// <param name="images">[N, C, H, W] as the first network saw them.</param>
    /// <returns>[N, more boxes, 5 + classes]; the predictions themselves without further networks.</returns>
    public Tensor Join(Tensor predictions, Tensor images)
    {
        if (_members.Count == 0)
            return predictions;
        List<Tensor> all = [predictions];
        foreach ((DetectionModel network, SchemeForward forward) in _members)
        {
            using IDisposable? precision = forward.Precision();
            Tensor boxes = _augment ? AugmentedInference.Run(forward, network, images) : forward.Run(images).Predictions!;
            all.Add(boxes.to(ScalarType.Float32, CPU));
        }

        return cat(all, 1).contiguous();
    }

    /// <inheritdoc/>
    public void Dispose() => _members.ForEach(static member => member.Network.Dispose());
}
