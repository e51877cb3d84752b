namespace LibTorch.Kernels;

/// <summary>
/// The loops over a segment of elements without gaps: rows of columns, and a shorter row of what remains. Columns that fill no vector go one by one.
/// </summary>
internal static unsafe class Segment<T, TVector>
    where T : unmanaged
    where TVector : unmanaged, IFloatVector<TVector>
{
    /// <summary>Adds distances from the origins, and their squares.</summary>
    public static void AddMoments(T* x, long length, int columns, float* origins, in ColumnSums sums)
    {
        long rows = length / columns;
        for (long row = 0; row < rows; row += ColumnSums.BlockRows)
            AddMoments(x + (row * columns), (int)Math.Min(ColumnSums.BlockRows, rows - row), columns, columns, origins, sums);
        if (length > rows * columns)
            AddMoments(x + (rows * columns), 1, columns, (int)(length - (rows * columns)), origins, sums);
    }

    /// <summary>Adds dL/dz, and its products with the distances from the mean.</summary>
    public static void AddGradients<TActivation>(T* x, T* dy, long dyStride, long length, int columns, in ColumnParameters parameters, in ColumnSums sums)
        where TActivation : struct, INormActivation
    {
        long rows = length / columns;
        for (long row = 0; row < rows; row += ColumnSums.BlockRows)
            AddGradients<TActivation>(x + (row * columns), dy + (row * dyStride), dyStride, (int)Math.Min(ColumnSums.BlockRows, rows - row), columns, columns, parameters, sums);
        if (length > rows * columns)
            AddGradients<TActivation>(x + (rows * columns), dy + (rows * dyStride), dyStride, 1, columns, (int)(length - (rows * columns)), parameters, sums);
    }

    /// <summary>Writes y.</summary>
    public static void Forward<TActivation>(T* x, T* y, long length, int columns, in ColumnParameters parameters)
        where TActivation : struct, INormActivation
    {
        long rows = length / columns;
        Forward<TActivation>(x, y, rows, columns, columns, parameters);
        Forward<TActivation>(x + (rows * columns), y + (rows * columns), 1, columns, (int)(length - (rows * columns)), parameters);
    }

    /// <summary>Writes dL/dx.</summary>
    public static void Backward<TActivation>(T* x, T* dy, long dyStride, T* dx, long length, int columns, in ColumnParameters parameters)
        where TActivation : struct, INormActivation
    {
        long rows = length / columns;
        Backward<TActivation>(x, dy, dyStride, dx, rows, columns, columns, parameters);
        Backward<TActivation>(x + (rows * columns), dy + (rows * dyStride), dyStride, dx + (rows * columns), 1, columns, (int)(length - (rows * columns)), parameters);
    }

    /// <summary>Reads elements as floats.</summary>
    public static void Widen(T* x, float* destination, int length)
    {
        int whole = Whole(length);
        RowLoops<T, TVector>.Widen(x, destination, 0, whole);
        RowLoops<T, FloatScalar>.Widen(x, destination, whole, length);
    }

    private static void AddMoments(T* x, int rows, int stride, int columns, float* origins, in ColumnSums sums)
    {
        int whole = Whole(columns);
        sums.StartBlock(columns);
        Widen(x, sums.Pivots, columns);
        RowLoops<T, TVector>.AddMoments(x, stride, rows, 0, whole, sums.Pivots, sums.First, sums.Second);
        if (whole < columns)
            RowLoops<T, FloatScalar>.AddMoments(x, stride, rows, whole, columns, sums.Pivots, sums.First, sums.Second);
        sums.EndBlockOfDistances(rows, columns, origins);
    }

    private static void AddGradients<TActivation>(T* x, T* dy, long dyStride, int rows, int stride, int columns, in ColumnParameters with, in ColumnSums sums)
        where TActivation : struct, INormActivation
    {
        int whole = Whole(columns);
        sums.StartBlock(columns);
        RowLoops<T, TVector>.AddGradients<TActivation>(x, stride, dy, dyStride, rows, 0, whole, with.Scales, with.Shifts, with.Means, sums.First, sums.Second);
        if (whole < columns)
            RowLoops<T, FloatScalar>.AddGradients<TActivation>(x, stride, dy, dyStride, rows, whole, columns, with.Scales, with.Shifts, with.Means, sums.First, sums.Second);
        sums.EndBlock(columns);
    }

    private static void Forward<TActivation>(T* x, T* y, long rows, int stride, int columns, in ColumnParameters with)
        where TActivation : struct, INormActivation
    {
        int whole = Whole(columns);
        RowLoops<T, TVector>.Forward<TActivation>(x, y, stride, rows, 0, whole, with.Scales, with.Shifts);
        if (whole < columns)
            RowLoops<T, FloatScalar>.Forward<TActivation>(x, y, stride, rows, whole, columns, with.Scales, with.Shifts);
    }

    private static void Backward<TActivation>(T* x, T* dy, long dyStride, T* dx, long rows, int stride, int columns, in ColumnParameters with)
        where TActivation : struct, INormActivation
    {
        int whole = Whole(columns);
        RowLoops<T, TVector>.Backward<TActivation>(x, dx, stride, dy, dyStride, rows, 0, whole, with.Scales, with.Shifts, with.Slopes, with.Offsets);
        if (whole < columns)
            RowLoops<T, FloatScalar>.Backward<TActivation>(x, dx, stride, dy, dyStride, rows, whole, columns, with.Scales, with.Shifts, with.Slopes, with.Offsets);
    }

    private static int Whole(int columns) => columns - (columns % TVector.Count);
}
