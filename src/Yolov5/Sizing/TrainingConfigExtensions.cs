using Schemes;
using Yolov5.Training;

namespace Yolov5.Sizing;

/// <summary>Training configurations that fit this machine, found by measuring it.</summary>
public static class TrainingConfigExtensions
{
    extension(TrainingConfig)
    {
        /// <summary>
        /// The configuration that is recommended for this machine: scheme, batch size and workers by trying real steps, in
        /// fresh processes if the program can be its own probe (<see cref="ProcessProbe.OfThisProgram"/>).
        /// </summary>
        /// <param name="model">A size (<c>yolov5s</c>, <c>s</c>) or the path of a model YAML.</param>
        /// <param name="imageSize">Side of the square training images in pixels, a multiple of 32.</param>
        /// <param name="preset">Preset, which decides how much of the machine it may take.</param>
        /// <param name="device">Device to train on; null for CUDA if available, else the CPU.</param>
        /// <param name="options">Known facts about the data and the memory; the preset decides on the fraction.</param>
        /// <param name="probe">Probe that runs the steps; null for <see cref="AutoBatch.Probe"/>.</param>
        /// <param name="notice">Receives messages on the progress, one line each.</param>
        /// <param name="cancellationToken">Cancels the trials.</param>
        /// <returns>A configuration without data: <c>TrainingConfig.For("yolov5s", 640) with { Data = "coco128.yaml" }</c>.</returns>
        /// <exception cref="InvalidInputException">There is no such model, or not even one image fits.</exception>
        public static TrainingConfig For(
            string model,
            int imageSize,
            TrainingPreset preset = TrainingPreset.Balanced,
            string? device = null,
            SizingOptions? options = null,
            IStepProbe? probe = null,
            Action<string>? notice = null,
            CancellationToken cancellationToken = default)
        {
            TrainingConfig config = new()
            {
                Model = RecommendedTraining.Checked(model),
                Data = "",
                ImageSize = imageSize,
                BatchSize = 1,
                Device = device ?? TorchDevices.Default,
            };
            return config.Recommended(preset, options, probe, notice, cancellationToken);
        }
    }

    /// <summary>
    /// A configuration with the scheme, batch size and workers that are recommended for this machine, found by trying real
    /// steps of its network, image size, optimizer and device.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="preset">Preset, which decides how much of the machine it may take.</param>
    /// <param name="options">Known facts about the data and the memory; the preset decides on the fraction.</param>
    /// <param name="probe">Probe that runs the steps; null for <see cref="AutoBatch.Probe"/>.</param>
    /// <param name="notice">Receives messages on the progress, one line each.</param>
    /// <param name="cancellationToken">Cancels the trials.</param>
    /// <exception cref="InvalidInputException">Not even one image fits.</exception>
    public static TrainingConfig Recommended(
        this TrainingConfig config,
        TrainingPreset preset,
        SizingOptions? options = null,
        IStepProbe? probe = null,
        Action<string>? notice = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new RecommendedTraining(probe ?? AutoBatch.Probe, notice, cancellationToken).Recommend(config.Validated(), preset, options ?? new SizingOptions());
    }
}
