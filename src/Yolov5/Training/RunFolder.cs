using System.Globalization;
using Yolov5.Weights;

namespace Yolov5.Training;

/// <summary>
/// The folder of a training run: <c>weights/last.pt</c>, from which the run can go on, <c>weights/best.pt</c>, <c>results.csv</c>,
/// <c>pairs.csv</c> (for frames of two cameras), <c>opt.yaml</c>, <c>hyp.yaml</c>, <c>training.log</c>, events for TensorBoard, plots.
/// </summary>
public sealed class RunFolder
{
    /// <summary>Creates the folder.</summary>
    /// <param name="path">Path of the folder.</param>
    public RunFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(WeightsFolder);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The weights after the last epoch, with the state of the training.</summary>
    public string Last => System.IO.Path.Combine(WeightsFolder, "last.pt");

    /// <summary>The weights after the best epoch; until the training has ended, with its state at that time.</summary>
    public string Best => System.IO.Path.Combine(WeightsFolder, "best.pt");

    /// <summary>Called with the name of each file that has been written.</summary>
    internal Action<string>? Written { get; init; }

    private string WeightsFolder => System.IO.Path.Combine(Path, "weights");

    /// <summary>The first of <c>exp</c>, <c>exp2</c>, <c>exp3</c> ... that does not exist yet.</summary>
    /// <param name="project">Folder of the runs.</param>
    /// <param name="name">Name of the run.</param>
    /// <param name="mayExist">True to take the first one in any case.</param>
    public static string Next(string project, string name, bool mayExist = false)
    {
        string first = System.IO.Path.Combine(project, name);
        if (mayExist || !System.IO.Path.Exists(first))
            return first;
        for (int number = 2; ; number++)
        {
            string next = first + number.ToString(CultureInfo.InvariantCulture);
            if (!System.IO.Path.Exists(next))
                return next;
        }
    }

    /// <summary>Makes the folder of a new run: several that begin at the same time get one each.</summary>
    /// <inheritdoc cref="Next"/>
    /// <exception cref="InvalidInputException">The folder cannot be made.</exception>
    public static RunFolder Begin(string project, string name, bool mayExist = false)
    {
        if (mayExist)
            return new RunFolder(System.IO.Path.Combine(project, name));
        string made = System.IO.Path.Combine(project, $".{Guid.NewGuid():N}");
        try
        {
            // A folder with something in it cannot be replaced by another one, so that a name is taken by one run alone.
            Directory.CreateDirectory(new RunFolder(made).WeightsFolder);
            while (true)
            {
                string next = Next(project, name);
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(next))!);
                try
                {
                    Directory.Move(made, next);
                    return new RunFolder(next);
                }
                catch (IOException) when (System.IO.Path.Exists(next))
                {
                    // Another run took the name in the meantime.
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
            throw new InvalidInputException($"{System.IO.Path.Combine(project, name)} cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>The newest <c>last.pt</c> below a folder.</summary>
    /// <param name="project">Folder of the runs.</param>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static string NewestLast(string project)
    {
        IEnumerable<string> found = Directory.Exists(project) ? Directory.EnumerateFiles(project, "last.pt", SearchOption.AllDirectories) : [];
        return found.MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new InvalidInputException($"--resume: there is no last.pt below {project}; name the file of the run to go on with.");
    }

    /// <summary>The folder of the run that a <c>last.pt</c> belongs to; files that the interrupted run had not finished are removed.</summary>
    /// <param name="last">Path of the file.</param>
    public static RunFolder Of(string last)
    {
        string weights = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(last))!;
        bool isRun = System.IO.Path.GetFileName(weights) == "weights";
        RunFolder folder = new(isRun ? System.IO.Path.GetDirectoryName(weights)! : weights);
        if (!isRun)
            return folder;
        foreach (string place in (string[])[folder.Path, folder.WeightsFolder])
        {
            foreach (string unfinished in Directory.EnumerateFiles(place, ".*.tmp"))
                AtomicFile.Delete(unfinished);
        }

        return folder;
    }

    /// <summary>Path of a file in the folder.</summary>
    /// <param name="name">Name of the file.</param>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes <c>opt.yaml</c> and <c>hyp.yaml</c>.</summary>
    internal void WriteOptions(CheckpointDictionary options, Optimization.Hyperparameters hyp)
    {
        AtomicFile.WriteText(PathOf("opt.yaml"), string.Concat(options.Select(entry => $"{((CheckpointScalar)entry.Key).Value}: {YamlText.Of(entry.Value)}\n")));
        AtomicFile.WriteText(PathOf("hyp.yaml"), hyp.ToYaml());
    }

    /// <summary>
    /// Saves an epoch. The state of the training comes last: should the run be killed between two files, it goes on from the epoch before
    /// and writes them all again.
    /// </summary>
    /// <param name="state">Content of <c>last.pt</c>.</param>
    /// <param name="isBest">True if the weights are the best so far.</param>
    /// <param name="kept">Epoch whose state is kept under a name of its own; null for none.</param>
    /// <param name="finished">True after the last epoch: <c>best.pt</c> is left with the weights alone.</param>
    internal void Save(CheckpointDictionary state, bool isBest, int? kept, bool finished)
    {
        if (isBest)
            Write(Best, finished ? SavedTraining.WithoutState(state) : state);
        else if (finished && File.Exists(Best))
            Write(Best, SavedTraining.WithoutState(Checkpoint.Read(Best)));
        if (kept is { } epoch)
            Write(System.IO.Path.Combine(WeightsFolder, string.Create(CultureInfo.InvariantCulture, $"epoch{epoch}.pt")), state);
        Write(Last, state);
    }

    /// <summary>
    /// Writes <c>results.csv</c> and, for frames of two cameras, <c>pairs.csv</c>: programs that read YOLOv5's results by the places of their
    /// columns find the same ones in every run.
    /// </summary>
    internal void WriteResults(IReadOnlyList<EpochFigures> epochs)
    {
        if (epochs.Any(static epoch => epoch.Pairs is not null))
            WritePairs(epochs);
        string path = PathOf("results.csv");
        AtomicFile.WriteText(path, string.Concat(epochs.Select(epoch => epoch.ToCsv()).Prepend($"epoch,{string.Join(',', EpochFigures.Names)}").Select(row => row + "\n")));
        Written?.Invoke(path);
    }

    private void WritePairs(IEnumerable<EpochFigures> epochs)
    {
        string path = PathOf("pairs.csv");
        IEnumerable<string> rows = epochs.Select(static epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch},{Text(epoch.Pairs?.DualRate)},{Text(epoch.Pairs?.AverageDifference)}"));
        AtomicFile.WriteText(path, string.Concat(rows.Prepend("epoch,dual_rate,avg_tdiff").Select(static row => row + "\n")));
        Written?.Invoke(path);

        static string Text(double? value) => value is { } number && !double.IsNaN(number) ? number.ToString("G6", CultureInfo.InvariantCulture) : "";
    }

    private void Write(string path, CheckpointDictionary content)
    {
        CheckpointFile.Write(path, content);
        Written?.Invoke(path);
    }
}
