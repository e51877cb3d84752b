using System.Globalization;
using System.Text;
using CsvHelper;

namespace Reports.Csv;

/// <summary>Writes items as CSV: RFC 4180, UTF-8, invariant culture, a heading, empty fields if nothing was measured.</summary>
/// <typeparam name="T">Item that a row is made from.</typeparam>
internal sealed class CsvTable<T>(params (CsvColumn Column, Func<T, object?> Value)[] columns)
{
    private static readonly CsvWriterOptions Options = new()
    {
        FormatProvider = CultureInfo.InvariantCulture,
        NewLine = "\n",
        TrueValue = "true",
        FalseValue = "false",
    };

    public IReadOnlyList<CsvColumn> Columns { get; } = [.. columns.Select(c => c.Column)];

    public void Write(IEnumerable<T> items, string path) => AtomicFile.Write(path, createFolder: true, write: stream =>
    {
        using StreamWriter text = new(stream, new UTF8Encoding(false), leaveOpen: true);
        Write(items, text);
    });

    public void Write(IEnumerable<T> items, TextWriter text)
    {
        using CsvWriter csv = CsvWriter.Create(text, Options, true);
        foreach (CsvColumn column in Columns)
            csv.WriteField(column.Name);
        csv.EndRecord();
        foreach (T item in items)
        {
            foreach ((_, Func<T, object?> value) in columns)
                csv.WriteField(value(item));
            csv.EndRecord();
        }
    }
}
