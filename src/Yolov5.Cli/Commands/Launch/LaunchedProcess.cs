namespace Yolov5.Cli.Commands.Launch;

/// <summary>
/// A rank's connection to the <c>yolo5 launch</c> that has started it: it ends when the launcher does, is told to stop through its
/// standard input, and tells where its run is, so that it can be gone on with.
/// </summary>
internal static class LaunchedProcess
{
    /// <summary>Names the file that the run's folder is written to; set by the launcher.</summary>
    public const string RunFileVariable = "YOLO5_LAUNCH_RUN";

    /// <summary>Names the folder of a run to go on with after a restart; set by the launcher.</summary>
    public const string RestartVariable = "YOLO5_LAUNCH_RESTART";

    /// <summary>Line that a launcher writes to stop its ranks.</summary>
    public const string StopLine = "stop";

    // Exit code of a rank whose launcher has gone.
    private const int Orphaned = 1;

    /// <summary>Folder of the run that is gone on with after a restart; null if this is none.</summary>
    public static string? RestartedRun => Environment.GetEnvironmentVariable(RestartVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Listens to the launcher, if there is one.</summary>
    /// <param name="stop">Stops the work.</param>
    public static void Follow(Action stop)
    {
        if (Environment.GetEnvironmentVariable(RunFileVariable) is null)
            return;
        Thread thread = new(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                if (line == StopLine)
                    stop();
            }

            Environment.Exit(Orphaned);
        })
        {
            IsBackground = true,
            Name = "launcher",
        };
        thread.Start();
    }

    /// <summary>Tells the launcher the folder of the run.</summary>
    public static void Tell(string folder)
    {
        if (Environment.GetEnvironmentVariable(RunFileVariable) is { Length: > 0 } file)
            AtomicFile.WriteText(file, folder);
    }
}
