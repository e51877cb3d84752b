using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Yolov5.Imaging;
using Yolov5.Optimization;
using Yolov5.Plots;

namespace Yolov5.Training.Evolution;

/// <summary>The files of an evolution: <c>evolve.csv</c>, <c>hyp_evolve.yaml</c>, <c>evolve.png</c>.</summary>
/// <param name="folder">Folder of the run.</param>
/// <param name="parameters">The parameters.</param>
internal sealed class EvolutionFiles(string folder, ImmutableArray<EvolvedParameter> parameters)
{
    private const int Width = 20;

    private readonly string[] _columns = [.. Generation.ResultNames, .. parameters.Select(parameter => parameter.Key)];

    public string Table { get; } = Path.Combine(folder, "evolve.csv");

    public string Best { get; } = Path.Combine(folder, "hyp_evolve.yaml");

    private string Picture { get; } = Path.Combine(folder, "evolve.png");

    /// <summary>Reads the generations that the folder has already; none without a file.</summary>
    /// <exception cref="InvalidInputException">The file is not that of such an evolution.</exception>
    public IReadOnlyList<Generation> Read()
    {
        if (!File.Exists(Table))
            return [];
        string[] lines = [.. Encoding.UTF8.GetString(TextFile.ReadUtf8(Table)).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (lines.Length == 0)
            return [];
        string[] columns = Cells(lines[0]);
        if (_columns.Except(columns).FirstOrDefault() is { } missing)
            throw new InvalidInputException($"{Table}: the column '{missing}' is missing; resume it with the same columns, and with --noautoanchor only if it began so.");
        if (!columns.SequenceEqual(_columns))
            throw new InvalidInputException($"{Table}: the columns {string.Join(", ", _columns)} are expected in this order.");
        return [.. lines.Skip(1).Select((line, i) => Row(line, i + 2))];
    }

    /// <summary>Writes all generations and the best hyper-parameters.</summary>
    public void Write(IReadOnlyList<Generation> generations, Hyperparameters start)
    {
        AtomicFile.WriteText(
            Table,
            string.Concat(generations.Select(generation => generation.Results.Concat(generation.Values).Select(Generation.Text)).Prepend(_columns).Select(row => Line(row) + "\n")),
            createFolder: true);
        int best = HyperparameterEvolution.BestOf(generations);
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"# Evolved hyper-parameters: generation {best + 1} of {generations.Count} has the best fitness.\n"));
        text.Append(CultureInfo.InvariantCulture, $"# {Line(Generation.ResultNames)}\n# {Line(generations[best].Results.Select(Generation.Text))}\n\n");
        text.Append(HyperparameterEvolution.Apply(start, parameters, generations[best].Values).ToYaml());
        AtomicFile.WriteText(Best, text.ToString());
    }

    /// <summary>Draws the fitness by each parameter.</summary>
    public void Draw(IReadOnlyList<Generation> generations) => PictureFile.WritePng(Picture, EvolutionPlot.Draw(
        [.. parameters.Select(parameter => parameter.Key)], [.. generations.Select(generation => generation.Values)], [.. generations.Select(generation => generation.Fitness)]));

    private Generation Row(string line, int number)
    {
        string[] cells = Cells(line);
        double[] values = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (!double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || (i >= Generation.ResultNames.Length && !double.IsFinite(values[i])))
                throw new InvalidInputException($"{Table}:{number}: '{cells[i]}' is no number.");
        }

        return cells.Length == _columns.Length
            ? new Generation([.. values[..Generation.ResultNames.Length]], [.. values[Generation.ResultNames.Length..]])
            : throw new InvalidInputException($"{Table}:{number}: {cells.Length} values; {_columns.Length} are expected.");
    }

    private static string[] Cells(string line) => line.Split(',', StringSplitOptions.TrimEntries);

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(cell => cell.PadLeft(Width)));
}
