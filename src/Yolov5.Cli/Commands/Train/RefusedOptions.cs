using System.CommandLine;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of the reference's train.py that cannot be done here. They are known so that the reason can be given.</summary>
internal static class RefusedOptions
{
    private const string Trackers = "nothing is sent to Weights & Biases, ClearML or Comet; the run's folder has results.csv, plots and events for TensorBoard";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option<string?>> All() =>
    [
        CommonOptions.Refused("--bucket", "results are not sent to cloud storage; copy the run's folder, for example with 'gsutil cp -r'"),
        .. ((string[])["--entity", "--upload_dataset", "--bbox_interval", "--artifact_alias"]).Select(static name => CommonOptions.Refused(name, Trackers)),
    ];
}
