using System.Collections;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reports.Model;
using Schemes;
using Yolov5.Data;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks.Measurement;

/// <summary>
/// Results of accuracy passes, kept by a hash of everything that they depend on: on a CPU, the same pass of the same program gives the
/// same result to the last bit, so it is made once.
/// </summary>
internal static class KeptAccuracy
{
    // Libraries that compute read settings from variables with these names.
    private static readonly string[] Settings = ["ATEN_", "ONEDNN_", "DNNL_", "MKL_", "OMP_", "GOMP_", "KMP_", "TORCH_"];

    /// <summary>The result that is kept, or else that of a pass which is made now. On a GPU, where passes differ, one is made always.</summary>
    /// <param name="folder">Folder of the results that are kept; made if it is missing.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="data">Their data set.</param>
    /// <param name="scheme">Scheme of the pass.</param>
    /// <param name="batchSize">Images of a batch.</param>
    /// <param name="measure">Makes the pass.</param>
    public static AccuracyResult Of(string folder, SuiteOptions options, TrainingData data, Scheme scheme, int batchSize, Func<AccuracyResult> measure)
    {
        if (options.Device != "cpu")
            return measure();
        string path = Path.Combine(folder, Key(options, data, scheme, batchSize) + ".json");
        if (Read(path) is { } kept)
            return kept with { KeptFromUtc = File.GetLastWriteTimeUtc(path) };
        AccuracyResult measured = measure();
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, measured, CaseRecordFile.Json), createFolder: true);
        return measured;
    }

    private static string Key(SuiteOptions options, TrainingData data, Scheme scheme, int batchSize)
    {
        // What does not change the pass is left out by name: a new option is part of the key until it is known not to matter.
        SuiteOptions read = options with
        {
            Data = DatasetHash.Of(data),
            Weights = options.Weights is { } weights ? FileHash.Of(weights) : null,
            BatchSizes = [batchSize],
            CustomSchemes = [scheme],
            ArtifactsPath = "",
            WarmupCount = 0,
            Rounds = 0,
            IterationCount = 0,
            WithBaseline = false,
            AllParameters = false,
            WithRunOff = false,
            AppendHistory = false,
        };

        // The pixels are not part of the data set's hash; whoever changes them changes the files' times.
        DateTime changed = data.Train.Entries.Concat(data.Validation.Entries).Max(entry => File.GetLastWriteTimeUtc(entry.ImagePath));
        IEnumerable<Guid> program = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Order(StringComparer.Ordinal).Select(Version);
        IEnumerable<string> settings = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => $"{variable.Key}={variable.Value}")
            .Where(text => Settings.Any(start => text.StartsWith(start, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal);
        string[] parts =
        [
            JsonSerializer.Serialize(read, SuiteOptions.Json), changed.ToString("O", CultureInfo.InvariantCulture),
            TorchDevices.LibTorchVersion, TorchDevices.Name(CPU), Environment.Version.ToString(), string.Join(' ', program), string.Join('\n', settings),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..32];
    }

    // The compiler gives an assembly another version identifier whenever its code changes. Native libraries have none.
    private static Guid Version(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        if (!file.HasMetadata)
            return Guid.Empty;
        MetadataReader reader = file.GetMetadataReader();
        return reader.GetGuid(reader.GetModuleDefinition().Mvid);
    }

    // A damaged file counts as none.
    private static AccuracyResult? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<AccuracyResult>(File.ReadAllBytes(path), CaseRecordFile.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
