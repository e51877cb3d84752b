namespace LibTorch.Kernels;

/// <summary>
/// Activations with channels last, cut into rows of columns and into chunks of rows, which threads share. The cuts depend on the shape alone, so sums are the
/// same for any number of threads.
/// </summary>
internal readonly struct PositionChunks
{
    private const int ChunkElements = 32768;
    private const int MostChunks = 128;
    private const int MostFoldedColumns = 4096;

    private readonly long _chunkLength;

    /// <param name="elements">Number of elements.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="fold">True if a row may have several positions, so that few channels, or a number of channels that leaves vectors half empty, fill whole vectors.</param>
    public PositionChunks(long elements, int channels, bool fold)
    {
        Elements = elements;
        Columns = fold ? Folded(channels) : channels;
        long rows = Math.Max(ChunkElements / Columns, elements / Columns / MostChunks) + ColumnSums.BlockRows;
        _chunkLength = rows / ColumnSums.BlockRows * ColumnSums.BlockRows * Columns;
        Count = Math.Max(1, (elements + _chunkLength - 1) / _chunkLength);
    }

    public long Elements { get; }

    /// <summary>Elements of a row, a multiple of the channels.</summary>
    public int Columns { get; }

    public long Count { get; }

    /// <summary>The first element of a chunk.</summary>
    public long Start(long chunk) => chunk * _chunkLength;

    /// <summary>Number of elements of a chunk.</summary>
    public long Length(long chunk) => Math.Min(_chunkLength, Elements - Start(chunk));

    // A multiple of the channels that fills vectors of any width, and at least four of the widest if channels are few.
    private static int Folded(int channels)
    {
        int columns = channels;
        while (columns % 16 != 0 && columns <= MostFoldedColumns)
            columns *= 2;
        if (columns > MostFoldedColumns)
            return channels;
        while (columns < 64)
            columns *= 2;
        return columns;
    }
}
