using TorchSharp;
using Yolov5.Imaging;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Plots;

/// <summary>Pictures of what a network's layers put out.</summary>
public static class FeatureMaps
{
    private const int MostChannels = 32;
    private const int Columns = 8;
    private const int LeastTile = 32;

    /// <summary>Runs the layers one after another and hands on a picture of each map: its first 32 channels, each from its least value (black) to its largest (white).</summary>
    /// <param name="model">The network, in evaluation mode.</param>
    /// <param name="input">[1, 3, H, W] as the network takes it; remains owned by the caller.</param>
    /// <param name="done">Receives a name such as <c>stage4_C3_features</c> and the picture.</param>
    public static void Draw(DetectionModel model, Tensor input, Action<string, Image> done)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(done);
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> outputs = [];
        foreach (ModelLayer layer in model.Layers.SkipLast(1))
        {
            Tensor output = layer.Run([.. layer.From.Select(from => from < 0 ? input : outputs[from])])[0];
            outputs.Add(output);
            if (output.shape[2] > 1 && output.shape[3] > 1)
                done($"stage{layer.Index}_{layer.Kind}_features", Tiles(output));
        }
    }

    private static Image Tiles(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        int channels = (int)Math.Min(MostChannels, map.shape[1]);
        Tensor first = map.select(0, 0).narrow(0, 0, channels).to(ScalarType.Float32, CPU);
        Tensor flat = first.flatten(1);
        Tensor low = flat.amin([1], keepdim: true), high = flat.amax([1], keepdim: true);
        byte[] values = ((flat - low) / (high - low).clamp_min(1e-12) * 255).to(ScalarType.Byte).contiguous().data<byte>().ToArray();
        int height = (int)first.shape[1], width = (int)first.shape[2];

        // Cells of small maps become squares of several pixels.
        int scale = Math.Max(1, (LeastTile + Math.Min(width, height) - 1) / Math.Min(width, height));
        Image image = new(Columns * ((width * scale) + 1), (channels + Columns - 1) / Columns * ((height * scale) + 1));
        for (int channel = 0; channel < channels; channel++)
        {
            int left = channel % Columns * ((width * scale) + 1), top = channel / Columns * ((height * scale) + 1);
            for (int y = 0; y < height * scale; y++)
            {
                for (int x = 0; x < width * scale; x++)
                    image.Pixels.AsSpan((((top + y) * image.Width) + left + x) * Image.Channels, Image.Channels).Fill(values[(((channel * height) + (y / scale)) * width) + (x / scale)]);
            }
        }

        return image;
    }
}
