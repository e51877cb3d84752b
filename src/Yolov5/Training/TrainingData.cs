using Schemes.Distributed;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;

namespace Yolov5.Training;

/// <summary>The data of a training run: the scanned splits of its YAML.</summary>
public sealed class TrainingData
{
    private TrainingData(DatasetDescription description, DatasetScan train, DatasetScan validation)
    {
        Description = description;
        Train = train;
        Validation = validation;
    }

    /// <summary>Content of the YAML.</summary>
    public DatasetDescription Description { get; }

    /// <summary>The images to train on.</summary>
    public DatasetScan Train { get; }

    /// <summary>The images to validate on.</summary>
    public DatasetScan Validation { get; }

    /// <summary>Reads an image by its path; another function can pretend a slow disk.</summary>
    public Func<string, DecodedImage> ReadImage { get; init; } = ImageFile.Read;

    /// <summary>Reads a description and scans both splits.</summary>
    /// <param name="yaml">The dataset YAML, or a folder in FRED's layout.</param>
    /// <param name="progress">Receives the progress after each image.</param>
    /// <param name="pairs">Options by which the frames of two cameras become samples; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    public static TrainingData Load(string yaml, IProgress<ScanProgress>? progress = null, PairOptions? pairs = null, CancellationToken cancellationToken = default)
    {
        DatasetDescription description = DatasetDescription.Load(yaml);
        DatasetScanner scanner = new() { Progress = progress, Pairs = pairs ?? new PairOptions() };
        DatasetScan train = scanner.Scan(description, DatasetSplit.Train, cancellationToken);
        DatasetScan validation = !description.IsPaired && description.Val.SequenceEqual(description.Train)
            ? train
            : scanner.Scan(description, DatasetSplit.Val, cancellationToken);
        return new TrainingData(description, train, validation);
    }

    /// <summary>The same data with all classes treated as one.</summary>
    public TrainingData AsSingleClass()
    {
        DatasetScan train = Train.AsSingleClass();
        return new TrainingData(Description.AsSingleClass(), train, ReferenceEquals(Train, Validation) ? train : Validation.AsSingleClass()) { ReadImage = ReadImage };
    }

    /// <summary>A part of both splits, spread evenly over their images, read by a function of its own.</summary>
    /// <param name="trainImages">Images to train on, at least 1; all where there are fewer.</param>
    /// <param name="validationImages">Images to validate on, at least 1; all where there are fewer.</param>
    /// <param name="readImage">Reads an image by its path.</param>
    public TrainingData Part(int trainImages, int validationImages, Func<string, DecodedImage> readImage) =>
        new(Description, Part(Train, trainImages), Part(Validation, validationImages)) { ReadImage = readImage };

    /// <summary>Augmented and shuffled batches to train on.</summary>
    /// <param name="config">Configuration of the training.</param>
    /// <param name="stride">The network's largest stride, of which the sides of batches of varying shape are multiples.</param>
    /// <param name="ranks">Ranks that load a part of each batch; null for this one alone.</param>
    public DataLoader TrainLoader(TrainingConfig config, int stride = DataLoaderOptions.UsualStride, ProcessGroup? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        DetectionDataset dataset = new(Train, new DetectionDatasetOptions
        {
            ImageSize = config.ImageSize,
            Augmentation = config.Hyperparameters.Augmentation,
            Cache = config.Cache,
            ReadImage = ReadImage,
        });
        return new DataLoader(dataset, new DataLoaderOptions
        {
            BatchSize = config.BatchSize,
            Workers = config.Workers,
            Prefetch = config.Prefetch,
            PersistentWorkers = config.PersistentWorkers,
            Shuffle = !config.Sampling.Rectangular,
            Rectangular = config.Sampling.Rectangular,
            MultiScale = config.Sampling.MultiScale,
            Quad = config.Sampling.Quad,
            Stride = stride,
            Seed = config.Seed,
            Share = ranks is null ? RankShare.Whole : new RankShare(ranks.Rank, ranks.WorldSize, IsOfEachBatch: true),
        });
    }

    /// <summary>Batches to validate on, in the order of the data set: as flat or narrow as their images allow, as in the reference.</summary>
    /// <param name="config">Configuration of the training.</param>
    /// <param name="stride">The network's largest stride, of which the batches' sides are multiples.</param>
    /// <param name="batchSize">Images of a batch; null for the configuration's.</param>
    /// <param name="ranks">Ranks that load whole batches in turn; null for this one alone.</param>
    public DataLoader ValidationLoader(TrainingConfig config, int stride, int? batchSize = null, ProcessGroup? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return ValidationLoader(
            Validation, config.ImageSize, batchSize ?? Math.Max(1, config.ValidationBatchSize / (ranks?.WorldSize ?? 1)), config.Workers, stride, config.Cache, ranks: ranks, readImage: ReadImage);
    }

    /// <summary>Batches of a scan to validate on.</summary>
    /// <param name="scan">The images.</param>
    /// <param name="imageSize">Length of the long side in pixels.</param>
    /// <param name="batchSize">Images of a batch.</param>
    /// <param name="workers">Threads that load images.</param>
    /// <param name="stride">The network's largest stride, of which the batches' sides are multiples.</param>
    /// <param name="cache">Caching of decoded images.</param>
    /// <param name="rectangular">True if batches are as flat or narrow as their images allow.</param>
    /// <param name="ranks">Ranks that load whole batches in turn; null for this one alone.</param>
    /// <param name="readImage">Reads an image by its path; null for <see cref="ImageFile.Read"/>.</param>
    public static DataLoader ValidationLoader(
        DatasetScan scan, int imageSize, int batchSize, int workers, int stride, ImageCaching cache = ImageCaching.None, bool rectangular = true, ProcessGroup? ranks = null, Func<string, DecodedImage>? readImage = null)
    {
        DetectionDataset dataset = new(scan, new DetectionDatasetOptions { ImageSize = imageSize, Cache = cache, ReadImage = readImage ?? ImageFile.Read });
        return new DataLoader(dataset, new DataLoaderOptions
        {
            BatchSize = batchSize,
            Workers = workers,
            Rectangular = rectangular,
            Stride = stride,
            Pad = rectangular ? 0.5 : 0,
            Share = ranks is null ? RankShare.Whole : new RankShare(ranks.Rank, ranks.WorldSize, IsOfEachBatch: false),
        });
    }

    private static DatasetScan Part(DatasetScan scan, int images)
    {
        int count = Math.Min(images, scan.Entries.Count);
        return new DatasetScan([.. Enumerable.Range(0, count).Select(i => scan.Entries[(int)((long)i * scan.Entries.Count / count)])], scan.Problems, scan.Total) { Pairs = scan.Pairs };
    }
}
