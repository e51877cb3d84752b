using Schemes;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Validation;

/// <summary>
/// A network prepared for inference, or the networks of an ensemble: then the boxes of all stand side by side before the suppression, as in
/// the reference.
/// </summary>
internal sealed class InferenceNetworks : IDisposable
{
    private readonly List<(DetectionModel Network, SchemeForward Forward)> _members = [];
    private readonly bool _augment;

    /// <summary>Prepares copies: folding batch norm and another order of elements change the weights.</summary>
    /// <param name="first">The network, in either mode; remains owned by the caller and unchanged.</param>
    /// <param name="others">The other networks of an ensemble, on the same device; they remain owned by the caller and unchanged.</param>
    /// <param name="scheme">Number format and order of elements of the forward pass.</param>
    /// <param name="augment">True for test-time augmentation, see <see cref="AugmentedInference"/>.</param>
    /// <param name="fuse">True to fold batch norm into the convolutions.</param>
    /// <exception cref="InvalidInputException">A network has other classes or channels than the first one.</exception>
    public InferenceNetworks(DetectionModel first, IEnumerable<DetectionModel> others, Scheme scheme, bool augment, bool fuse = true)
    {
        _augment = augment;
        foreach (DetectionModel model in others.Prepend(first))
        {
            if (model.Head.ClassCount != first.Head.ClassCount || model.Description.Channels != first.Description.Channels)
                throw new InvalidInputException($"An ensemble needs networks for the same classes and images: {model.Description.Name} has {model.Head.ClassCount} classes and {model.Description.Channels} channels, {first.Description.Name} {first.Head.ClassCount} and {first.Description.Channels}.");
            DetectionModel network = fuse && !model.IsFused ? model.Fuse() : model.Clone();
            network.eval();
            _members.Add((network, SchemeForward.ForInference(network, scheme)));
        }
    }

    /// <summary>The copy of the first network.</summary>
    public DetectionModel First => _members[0].Network;

    /// <summary>Sides of images are multiples of it.</summary>
    public int LargestStride => _members.Max(static member => member.Network.LargestStride);

    /// <inheritdoc cref="SchemeForward.Normalise"/>
    public Tensor Normalise(Tensor bytes) => _members[0].Forward.Normalise(bytes);

    /// <summary>Runs all networks.</summary>
    /// <param name="images">[N, C, H, W] from <see cref="Normalise"/>.</param>
    /// <param name="firstDone">Receives the output of the first network; not called with test-time augmentation, which has one for each scale.</param>
    /// <returns>[N, boxes, 5 + classes] in float32 on the host.</returns>
    public Tensor Predict(Tensor images, Action<DetectOutput>? firstDone = null)
    {
        List<Tensor> all = [];
        foreach ((DetectionModel network, SchemeForward forward) in _members)
        {
            if (_augment)
            {
                using IDisposable? precision = forward.Precision();
                all.Add(OnHost(AugmentedInference.Run(forward, network, images)));
                continue;
            }

            DetectOutput output;
            using (forward.Precision())
                output = forward.Run(images);
            using (output)
            {
                all.Add(OnHost(output.Predictions!));
                if (all.Count == 1)
                    firstDone?.Invoke(output);
            }
        }

        return all.Count == 1 ? all[0] : cat(all, 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _members.ForEach(static member => member.Network.Dispose());

    private static Tensor OnHost(Tensor predictions) => predictions.to(ScalarType.Float32, CPU).contiguous();
}
