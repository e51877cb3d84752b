using System.Numerics;

namespace Yolov5.Imaging;

/// <summary>One scan of a JPEG file: its parameters (ITU-T T.81, B.2.3), and a walk through its entropy-coded data.</summary>
internal sealed class JpegScan(JpegFrame frame, JpegScanComponent[] components, JpegBand band, int restartInterval)
{
    private const int BlockSize = 64;
    private readonly int _first = band.First;
    private readonly int _last = band.Last;
    private readonly bool _isRefinement = band.High > 0;
    private int _blocksToSkip;

    /// <summary>Description of the first damage; null if none was found.</summary>
    public string? Damage { get; private set; }

    /// <summary>Walks through the scan's data until its end or the first damage.</summary>
    /// <param name="bits">Positioned at the data.</param>
    public void Walk(ref JpegBits bits)
    {
        bool isInterleaved = components.Length > 1;
        JpegComponent only = components[0].Component;
        int columns = isInterleaved ? frame.UnitColumns : only.Columns, rows = isInterleaved ? frame.UnitRows : only.Rows;
        int untilRestart = restartInterval, restarts = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    if (!Restart(ref bits, restarts++ % 8))
                        return;
                    untilRestart = restartInterval - 1;
                }

                if (isInterleaved)
                    Unit(ref bits, row, column);
                else
                    Block(ref bits, components[0], row, column);
                if (bits.HasBadCode || bits.IsExhausted || Damage is not null)
                {
                    Damage ??= bits.IsExhausted ? "the data ends too early" : "bad Huffman code";
                    return;
                }
            }
        }

        if (bits.Finish() is > 0 and int left)
            Damage = $"{left} bytes too many at the end of a scan";
    }

    /// <summary>Walks through the blocks of all components that cover the same square.</summary>
    private void Unit(ref JpegBits bits, int row, int column)
    {
        foreach (JpegScanComponent component in components)
        {
            (int across, int down) = (component.Component.Across, component.Component.Down);
            for (int y = 0; y < down; y++)
            {
                for (int x = 0; x < across; x++)
                    Block(ref bits, component, row * down + y, column * across + x);
            }
        }
    }

    private void Block(ref JpegBits bits, JpegScanComponent component, int row, int column)
    {
        if (!frame.IsProgressive)
        {
            _ = bits.Symbol(component.DC!);
            Coefficients(ref bits, component.AC!);
        }
        else if (_first == 0)
        {
            if (_isRefinement)
                bits.Skip(1);
            else
                _ = bits.Symbol(component.DC!);
        }
        else
        {
            ref ulong known = ref component.Component.Known(row, column);
            if (_isRefinement)
                Refine(ref bits, component.AC!, ref known);
            else
                known |= NewCoefficients(ref bits, component.AC!);
        }
    }

    private void Coefficients(ref JpegBits bits, JpegHuffmanTable table)
    {
        for (int k = 1; k < BlockSize;)
        {
            int symbol = bits.Symbol(table), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
                return;
            k += run + 1;
            if (k > BlockSize)
            {
                Damage = "too many coefficients in a block";
                return;
            }
        }
    }

    /// <summary>First pass over a band of coefficients (T.81, G.1.2.2).</summary>
    /// <returns>A bit for each coefficient that is not 0.</returns>
    private ulong NewCoefficients(ref JpegBits bits, JpegHuffmanTable table)
    {
        if (_blocksToSkip > 0)
        {
            _blocksToSkip--;
            return 0;
        }

        ulong found = 0;
        for (int k = _first; k <= _last; k++)
        {
            int symbol = bits.Symbol(table), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                _blocksToSkip = (1 << run) + bits.Take(run) - 1;
                break;
            }

            k += run;
            if (k > _last)
            {
                Damage = "too many coefficients in a block";
                break;
            }

            if (size > 0)
                found |= 1UL << k;
        }

        return found;
    }

    /// <summary>A later pass, which adds a bit to the coefficients that are not 0 (T.81, G.1.2.3).</summary>
    private void Refine(ref JpegBits bits, JpegHuffmanTable table, ref ulong known)
    {
        int k = _first;
        for (; _blocksToSkip == 0 && k <= _last; k++)
        {
            int symbol = bits.Symbol(table), run = symbol >> 4, size = symbol & 15;
            if (size > 1)
            {
                Damage = "bad Huffman code";
                return;
            }

            if (size == 0 && run < 15)
            {
                _blocksToSkip = (1 << run) + bits.Take(run);
                break;
            }

            for (; k <= _last; k++)
            {
                if ((known >> k & 1) != 0)
                    bits.Skip(1);
                else if (--run < 0)
                    break;
            }

            if (size == 0)
                continue;
            if (k > _last)
            {
                Damage = "too many coefficients in a block";
                return;
            }

            known |= 1UL << k;
        }

        if (_blocksToSkip == 0)
            return;
        _blocksToSkip--;
        if (k <= _last)
            bits.Skip(BitOperations.PopCount(known >> k << k & ulong.MaxValue >> (BlockSize - 1 - _last)));
    }

    private bool Restart(ref JpegBits bits, int number)
    {
        _blocksToSkip = 0;
        int left = bits.Finish(), marker = bits.PassMarker();
        if (marker < 0)
            Damage = "the data ends too early";
        else if (left > 0)
            Damage = $"{left} bytes too many before a restart marker";
        else if (marker != 0xD0 + number)
            Damage = $"marker {marker:X2} instead of restart marker {0xD0 + number:X2}";
        return Damage is null;
    }
}
