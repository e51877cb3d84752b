namespace Yolov5.Imaging;

/// <summary>A component of a JPEG frame.</summary>
/// <param name="Id">Number that scans name it by.</param>
/// <param name="Across">Blocks side by side in a minimum coded unit, 1 to 4.</param>
/// <param name="Down">Blocks one above the other in a minimum coded unit, 1 to 4.</param>
/// <param name="Columns">Blocks in a row of the picture.</param>
/// <param name="Rows">Rows of blocks in the picture.</param>
/// <param name="PaddedColumns">Blocks in a row, with those that fill up the last unit.</param>
/// <param name="PaddedRows">Rows of blocks, with those that fill up the last unit.</param>
internal sealed record JpegComponent(int Id, int Across, int Down, int Columns, int Rows, int PaddedColumns, int PaddedRows)
{
    private readonly int[] _missingBits = new int[64];
    private ulong[]? _known;

    /// <summary>A bit for each coefficient of a block that earlier scans found not to be 0.</summary>
    public ref ulong Known(int row, int column) => ref (_known ??= new ulong[PaddedRows * PaddedColumns])[row * PaddedColumns + column];

    /// <summary>Notes what a scan adds.</summary>
    /// <returns>False if the scan does not go on from where the scans before ended.</returns>
    public bool Advance(JpegBand band)
    {
        Span<int> missing = _missingBits.AsSpan(band.First, band.Last - band.First + 1);
        bool goesOn = !missing.ContainsAnyExcept(band.High);
        missing.Fill(band.Low);
        return goesOn;
    }
}

/// <summary>Coefficients and bits of a scan (ITU-T T.81, G.1.1.1).</summary>
/// <param name="First">First coefficient in zigzag order.</param>
/// <param name="Last">Last coefficient.</param>
/// <param name="High">Number of low bits that the scans before left out; 0 in the first scan of a coefficient.</param>
/// <param name="Low">Number of low bits that are still left out.</param>
internal readonly record struct JpegBand(int First, int Last, int High, int Low);

/// <summary>A component in a scan with the tables that decode it there; null if the scan needs none.</summary>
internal sealed record JpegScanComponent(JpegComponent Component, JpegHuffmanTable? DC, JpegHuffmanTable? AC);
